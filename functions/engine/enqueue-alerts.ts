import type { Alert } from '../core/alert/alert.ts';
import { leaseTerm } from '../core/alert/lease.ts';
import { type Dropped, enqueue, lease, type OutboxEntry } from '../core/alert/outbox.ts';
import { type RouteContext, routingOf } from '../core/decide/route.ts';
import type { WalletState } from '../core/state/wallet-state.ts';
import type { CommitDeps } from './commit-deps.ts';

/** An alert that goes out, and from when on. */
export interface Routed {
  readonly alert: Alert;
  readonly holdUntilMs?: number;
}

/** Alerts that are to go out, now or later. Of what is not sent, nobody is reminded either. */
export function route(
  alerts: readonly Alert[],
  context: RouteContext,
  state: WalletState,
  nowMs: number,
  { policy, routing = routingOf(policy) }: Pick<CommitDeps, 'policy' | 'routing'>,
): { routed: Routed[]; state: WalletState } {
  const routed: Routed[] = [];
  let { memory } = state;
  for (const alert of alerts) {
    const way = routing(alert, context, nowMs);
    if (way !== 'drop') routed.push({ alert, ...(way !== 'send' && way) });
    else if (alert.severity === 'critical') {
      const { urgent: _, ...calm } = memory;
      memory = calm;
    }
  }
  return { routed, state: memory === state.memory ? state : { ...state, memory } };
}

/** Puts alerts into the outbox, together with what an earlier run left there, and takes what is due. */
export function post(
  { outbox, watch: { troubles } }: Pick<WalletState, 'outbox' | 'watch'>,
  alerts: readonly Routed[],
  {
    channels,
    leaseMs,
    clock,
    sharedClock,
  }: Pick<CommitDeps, 'channels' | 'leaseMs' | 'clock' | 'sharedClock'>,
): { outbox: OutboxEntry[]; leased: string[]; dropped: Dropped[] } {
  // A reading may be older than this run, and a lease begins now.
  const nowMs = clock();
  const term = leaseTerm(sharedClock(), leaseMs);
  const destinations = channels.map(({ name, minSeverity }) => {
    const isFailing = troubles[name] !== undefined;
    return { name, minSeverity, isFailing };
  });
  const taken = lease(outbox, nowMs, term, troubles);
  let next = taken.outbox;
  const leased = [...taken.leased];
  const dropped: Dropped[] = [];
  for (const { alert, holdUntilMs } of alerts) {
    const added = enqueue(next, alert, destinations, nowMs, term.untilMs, holdUntilMs);
    next = added.outbox;
    dropped.push(...added.dropped);
    const entry = next.find((one) => one.alert === alert);
    if (entry !== undefined && entry.holdUntilMs === undefined) leased.push(entry.id);
  }
  return { outbox: next, leased, dropped };
}
