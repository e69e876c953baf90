import type { Severity } from '../alert/alert.ts';
import type { WalletDigest } from '../digest/digest.ts';
import type { DigestInput } from './digest-input.ts';
import { spentOnEvent } from './digest-spent-on.ts';
import { subAccountsEvent } from './digest-sub-accounts-event.ts';
import { aheadEvent } from './event.ts';

/** The digest for machines, version 1; its shape is published as schemas/digest.schema.json. */
export function digestEvent(
  {
    wallets,
    levelsDays,
    period,
    polls,
    subReadings = 0,
    costDollars,
    isPossibleRepeat,
  }: DigestInput,
  severity: Severity,
): Record<string, unknown> {
  return {
    version: 1,
    id: `digest#${period.id}`,
    kind: 'digest',
    severity,
    from: new Date(period.fromMs).toISOString(),
    to: new Date(period.toMs).toISOString(),
    wallets: wallets.map(({ wallet, snapshot, isStale, spent, spentBefore, toppedUp, ...one }) => ({
      ...wallet,
      isStale,
      alerts: one.alerts,
      ...(snapshot && {
        readAt: new Date(snapshot.reading.atMs).toISOString(),
        balance: snapshot.reading.balance.decimal,
        currency: snapshot.reading.balance.currency,
        state: snapshot.state,
        burnPerDay: snapshot.burnPerDay,
        runway: snapshot.runwayDays && {
          p10Days: snapshot.runwayDays.p10,
          p50Days: snapshot.runwayDays.p50,
          p90Days: snapshot.runwayDays.p90,
        },
      }),
      ...(spent !== undefined && { spent }),
      ...(spentBefore !== undefined && { spentBefore }),
      ...(toppedUp !== undefined && { toppedUp }),
      ...(one.resetGain !== undefined && { resetGain: one.resetGain }),
      ...(one.spentOn && { spentOn: spentOnEvent(one.spentOn) }),
      ...aheadEvent({ reset: snapshot?.reset, nextRecharge: one.nextRecharge }),
      ...checkEvent(one),
      ...(one.subAccounts && {
        subAccounts: subAccountsEvent(one.subAccounts, levelsDays, period.toMs),
      }),
    })),
    watch: { polls, ...(subReadings > 0 && { subReadings }), costDollars },
    possibleRepeat: isPossibleRepeat,
  };
}

/** What the vendor said once that day; `status --json` tells it alike. */
export function checkEvent({
  isWebhookPaused,
}: Pick<WalletDigest, 'isWebhookPaused'>): Record<string, unknown> {
  return { ...(isWebhookPaused && { webhookPaused: true }) };
}
