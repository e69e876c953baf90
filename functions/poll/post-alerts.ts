import type { Alert } from '../core/alert.ts';
import { enqueue, lease, type OutboxEntry } from '../core/outbox.ts';
import { type RouteContext, routingOf } from '../core/route.ts';
import type { WalletState } from '../core/wallet-state.ts';
import type { CommitDeps } from './commit-poll.ts';

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
  outbox: readonly OutboxEntry[],
  alerts: readonly Routed[],
  nowMs: number,
  { channels, leaseMs }: Pick<CommitDeps, 'channels' | 'leaseMs'>,
): { outbox: OutboxEntry[]; leased: string[]; dropped: OutboxEntry[] } {
  const taken = lease(outbox, nowMs, leaseMs);
  let next = taken.outbox;
  const leased = [...taken.leased];
  const dropped: OutboxEntry[] = [];
  for (const { alert, holdUntilMs } of alerts) {
    const added = enqueue(next, alert, channels, nowMs, leaseMs, holdUntilMs);
    next = added.outbox;
    dropped.push(...added.dropped);
    const entry = next.find((one) => one.alert === alert);
    if (entry !== undefined && entry.holdUntilMs === undefined) leased.push(entry.id);
  }
  return { outbox: next, leased, dropped };
}
