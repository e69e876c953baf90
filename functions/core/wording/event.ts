import type { Alert } from '../alert/alert.ts';
import type { NextReset } from '../forecast/forecast.ts';
import { DAY_MS } from '../ledger/durations.ts';
import type { NextRecharge } from '../upcoming/recharge.ts';

/** The alert for machines, version 1. Amounts are exact decimals in text; times are UTC. */
export function alertEvent(
  alert: Alert,
  id: string,
  wallet: { readonly id: string; readonly name: string },
  isPossibleRepeat: boolean,
): Record<string, unknown> {
  const { facts, atMs } = alert;
  const at = (days: number) => new Date(atMs + Math.min(days, 36_500) * DAY_MS).toISOString();
  const iso = (ms: number) => new Date(ms).toISOString();
  const runway = facts.runwayDays;
  return {
    version: 1,
    id: `${wallet.id}#${id}`,
    kind: alert.kind,
    severity: alert.severity,
    wallet: facts.about ?? wallet,
    ...(facts.about !== undefined && { foundBy: wallet }),
    at: new Date(atMs).toISOString(),
    reason: alert.reason,
    state: facts.forecastState,
    balance: facts.balance?.decimal ?? null,
    currency: facts.balance?.currency ?? null,
    ...(facts.readAtMs !== undefined && { readAt: iso(facts.readAtMs) }),
    burnPerDay: facts.burnPerDay,
    runway: runway && {
      p10Days: runway.p10,
      p50Days: runway.p50,
      p90Days: runway.p90,
      p10At: at(runway.p10),
      p50At: at(runway.p50),
      p90At: at(runway.p90),
    },
    ...(facts.isTestKey && { isTestKey: true }),
    ...(facts.isFromLog && { isFromLog: true }),
    levelDays: facts.levelDays,
    floor: facts.floor,
    topUp: facts.topUp?.decimal,
    previousCurrency: facts.previousCurrency,
    reminder: facts.reminder,
    ...(facts.notifiedAtMs !== undefined && { notifiedAt: iso(facts.notifiedAtMs) }),
    ...(facts.ended !== undefined && {
      ended: { kind: facts.ended.kind, since: iso(facts.ended.sinceMs) },
    }),
    scope: facts.scope,
    timesUsual: facts.timesUsual,
    ...(facts.offMs !== undefined && { offSeconds: Math.round(facts.offMs / 1_000) }),
    ...aheadEvent(facts),
    ...(facts.debit !== undefined && {
      debit: { at: iso(facts.debit.atMs), amount: facts.debit.amount.decimal },
    }),
    ...(facts.failingChannel !== undefined && { failingChannel: facts.failingChannel }),
    ...(facts.untilMs !== undefined && { until: iso(facts.untilMs) }),
    ...(facts.purchase !== undefined && {
      purchase: {
        amount: facts.purchase.amount.decimal,
        priceEuro: facts.purchase.priceEuro,
        lastsUntil: new Date(facts.purchase.lastsUntilMs).toISOString(),
      },
    }),
    ...(facts.members !== undefined && {
      members: facts.members.map((member) =>
        alertEvent(member.alert, member.entryId, member.wallet, false),
      ),
    }),
    possibleRepeat: isPossibleRepeat,
  };
}

/** The next refill and the next auto-recharge, in one shape for alerts, the digest and `status --json`. */
export function aheadEvent({
  reset,
  nextRecharge,
}: {
  readonly reset?: NextReset;
  readonly nextRecharge?: NextRecharge;
}): Record<string, unknown> {
  const iso = (ms: number) => new Date(ms).toISOString();
  return {
    ...(reset && {
      reset: {
        at: iso(reset.atMs),
        resetTo: reset.resetTo,
        risk: reset.risk,
        forfeited: reset.forfeited,
      },
    }),
    ...(nextRecharge && {
      nextRecharge: {
        ...(nextRecharge.atMs !== undefined && { at: iso(nextRecharge.atMs) }),
        amount: nextRecharge.amount,
        perMonth: nextRecharge.perMonth,
      },
    }),
  };
}
