import type { Alert } from '../core/alert/alert.ts';
import { makeAlert } from '../core/decide/make-alert.ts';
import { type Mutes, muteDecision } from '../core/decide/mute-decision.ts';
import type { RouteContext, Routing } from '../core/decide/route.ts';
import { runSelfChecks } from '../core/decide/self-checks.ts';
import { step } from '../core/decide/step.ts';
import { stepOnEvent } from '../core/decide/step-on-event.ts';
import { stepWithoutReading } from '../core/decide/step-without-reading.ts';
import type { Forecast } from '../core/forecast/forecast.ts';
import type { RuleOutcome } from '../core/kinds/rule.ts';
import type { Interval } from '../core/ledger/spend.ts';
import type { Policy } from '../core/state/policy.ts';
import { snapshotOf } from '../core/state/snapshot.ts';
import { newState, type WalletState } from '../core/state/wallet-state.ts';
import type { VendorEvent } from '../core/vendor/vendor-event.ts';
import type { CaughtUp } from './catch-up.ts';
import type { Observed } from './observe.ts';
import type { Run } from './runtime.ts';

/** What a run came to. */
export interface Outcome {
  readonly state: WalletState;
  readonly outcomes: Readonly<Record<string, RuleOutcome>>;
  /** Only of a reading. */
  readonly forecast?: Forecast;
  readonly interval?: Interval;
  /** There was a reading, and it was newer than the last one. */
  readonly isNew?: boolean;
}

/** An alert that goes out, and from when on. */
export interface RoutedAlert {
  readonly alert: Alert;
  readonly holdUntilMs?: number;
}

/** The alerts are not in the state's outbox yet. */
export interface Decision extends Outcome {
  readonly alerts: readonly RoutedAlert[];
}

/** Decides what becomes of the state and who is notified: the alert kinds and their mutes, self-checks, routing. */
export function decide(observed: Observed, before: CaughtUp, { policy, routing }: Run): Decision {
  const stepped = decideState(observed, before, policy);
  // Who only brings an announcement has not checked anything.
  const checked =
    'announcement' in observed
      ? { state: stepped.state, alerts: [] }
      : runSelfChecks(stepped.state, observed.checks, policy, observed.atMs);
  const lost = memoryLostAlerts(before, observed, checked.state, policy);
  const alerts = [...lost, ...stepped.alerts, ...checked.alerts];
  const context = { isFirstSight: before.state?.series === undefined };
  return { ...stepped, ...routeAlerts(alerts, context, checked.state, observed.atMs, routing) };
}

/** Says once that alerts may be repeated or missing: the next poll finds a sound state. */
function memoryLostAlerts(
  { lostParts = [] }: CaughtUp,
  { atMs, checks }: Observed,
  state: WalletState,
  policy: Policy,
): Alert[] {
  if (lostParts.length === 0) return [];
  const reason = `the stored state could not be read in part: ${lostParts.join(', ')}`;
  const alert = makeAlert('memory-lost', reason, snapshotOf(state, policy, atMs), atMs);
  return muteDecision(alert, checks.mutes, state.watch) === 'muted' ? [] : [alert];
}

function decideState(observed: Observed, { state, aheadMs }: CaughtUp, policy: Policy): Stepped {
  const { mutes } = observed.checks;
  if ('reading' in observed) {
    const { atMs, reading, serverDateMs, chargesAnswer, rechargeAnswer, logDays } = observed;
    const [event, ...further] = observed.events ?? [];
    const answers = { chargesAnswer, rechargeAnswer, logDays };
    const context = { mutes, serverDateMs, aheadMs, ...answers, event };
    const result = step(state, reading, policy, atMs, context);
    const isNew = result.state.series?.lastReading !== state?.series?.lastReading;
    return afterEvents(
      { ...result, isNew },
      isNew ? further : (observed.events ?? []),
      policy,
      atMs,
      mutes,
    );
  }
  const { atMs } = observed;
  if ('fault' in observed) {
    const result = stepWithoutReading(state, observed.fault, policy, atMs, { mutes });
    return afterEvents(result, observed.events ?? [], policy, atMs, mutes);
  }
  const present = state ?? newState(atMs);
  const { kind, reason, facts = snapshotOf(present, policy, atMs) } = observed.announcement;
  return { state: present, alerts: [makeAlert(kind, reason, facts, atMs)], outcomes: {} };
}

type Stepped = Outcome & { readonly alerts: readonly Alert[] };

/** What a new reading has not answered: further events, and all where there is none. */
function afterEvents(
  stepped: Stepped,
  events: readonly VendorEvent[],
  policy: Policy,
  nowMs: number,
  mutes: Mutes,
): Stepped {
  let { state } = stepped;
  const alerts = [...stepped.alerts];
  for (const event of events) {
    const next = stepOnEvent(state, event, policy, nowMs, mutes);
    state = next.state;
    alerts.push(...next.alerts);
  }
  return { ...stepped, state, alerts };
}

/** Alerts that are to go out, now or later. Of what is not sent, nobody is reminded either. */
function routeAlerts(
  alerts: readonly Alert[],
  context: RouteContext,
  state: WalletState,
  nowMs: number,
  routing: Routing,
): { alerts: RoutedAlert[]; state: WalletState } {
  const routed: RoutedAlert[] = [];
  let { memory } = state;
  for (const alert of alerts) {
    const way = routing(alert, context, nowMs);
    if (way !== 'drop') routed.push({ alert, ...(way !== 'send' && way) });
    else if (alert.severity === 'critical') {
      const { urgent: _, ...calm } = memory;
      memory = calm;
    }
  }
  return { alerts: routed, state: memory === state.memory ? state : { ...state, memory } };
}
