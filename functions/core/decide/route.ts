import type { Alert } from '../alert/alert.ts';
import { DAY_MS } from '../ledger/durations.ts';
import type { Policy } from '../state/policy.ts';
import { holdUntil } from './quiet-hours.ts';

/** What becomes of an alert that was decided: sent at once, held back until then, or not sent at all. */
export type Route = 'send' | 'drop' | { readonly holdUntilMs: number };

/** What is to be known of the wallet to route its alerts. */
export interface RouteContext {
  /** This is its first reading ever. */
  readonly isFirstSight: boolean;
}

/** How a wallet's alerts are routed. */
export type Routing = (alert: Alert, context: RouteContext, nowMs: number) => Route;

/** The message of the agency takes it long before; should none ever come, it goes by itself. */
const GROUPED_WITHIN_MS = 2 * DAY_MS;

/** Quiet hours hold what can wait; all else is sent. */
export function routingOf(policy: Policy): Routing {
  return (alert, _, nowMs) => {
    const holdUntilMs = holdUntil(alert, policy, nowMs);
    return holdUntilMs === undefined ? 'send' : { holdUntilMs };
  };
}

/**
 * A sub-account's critical alert leaves at once, the others wait for the message of their agency. How it stands when
 * it is first seen is no news: a digest tells of it. That the agency is paused, or is not any more, is notified once, and
 * not by each.
 */
export function routingOfSubAccount({ isOwnPause }: { isOwnPause: boolean }): Routing {
  return (alert, { isFirstSight }, nowMs) => {
    if (isFirstSight) return 'drop';
    if (!isOwnPause && (alert.kind === 'paused' || alert.kind === 'resumed')) return 'drop';
    if (alert.severity === 'critical') return 'send';
    return { holdUntilMs: nowMs + GROUPED_WITHIN_MS };
  };
}
