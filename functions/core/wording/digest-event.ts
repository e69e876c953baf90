import type { Severity } from '../alert/alert.ts';
import type { WalletDigest } from '../digest/digest.ts';
import type { DigestInput } from './digest-input.ts';
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
    wallets: wallets.map(({ wallet, standing, isStale, spent, spentBefore, cameIn, ...one }) => ({
      ...wallet,
      isStale,
      alerts: one.alerts,
      ...(standing && {
        readAt: new Date(standing.reading.atMs).toISOString(),
        balance: standing.reading.balance.decimal,
        currency: standing.reading.balance.currency,
        state: standing.state,
        burnPerDay: standing.burnPerDay,
        runway: standing.runwayDays && {
          p10Days: standing.runwayDays.p10,
          p50Days: standing.runwayDays.p50,
          p90Days: standing.runwayDays.p90,
        },
      }),
      ...(spent !== undefined && { spent }),
      ...(spentBefore !== undefined && { spentBefore }),
      ...(cameIn !== undefined && { cameIn }),
      ...(one.refilled !== undefined && { refilled: one.refilled }),
      ...aheadEvent({ reset: standing?.reset, nextRecharge: one.nextRecharge }),
      ...lookEvent(one),
      ...(one.subAccounts && {
        subAccounts: subAccountsEvent(one.subAccounts, levelsDays, period.toMs),
      }),
    })),
    watch: { polls, ...(subReadings > 0 && { subReadings }), costDollars },
    possibleRepeat: isPossibleRepeat,
  };
}

/** What the vendor said once that day; `status --json` tells it alike. */
export function lookEvent({
  isWebhookPaused,
}: Pick<WalletDigest, 'isWebhookPaused'>): Record<string, unknown> {
  return { ...(isWebhookPaused && { webhookPaused: true }) };
}
