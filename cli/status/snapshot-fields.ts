import type { WalletDigest } from '../../functions/core/digest/digest.ts';
import type { NextReset } from '../../functions/core/forecast/forecast.ts';
import { lastDailyAnswer, type RecordedDay } from '../../functions/core/ledger/recorded-day.ts';
import type { Policy } from '../../functions/core/state/policy.ts';
import { forecastAt, nextRechargeOf } from '../../functions/core/state/snapshot.ts';
import type { Series } from '../../functions/core/state/wallet-state.ts';
import { rechargeText, resetText } from '../../functions/core/wording/details.ts';
import { checkEvent } from '../../functions/core/wording/digest-event.ts';
import { aheadEvent } from '../../functions/core/wording/event.ts';
import { WEBHOOK_PAUSED_TEXT } from '../../functions/core/wording/webhook.ts';

/** What comes to a wallet besides its spend, as of its last reading, and what the vendor said of it that day. */
export interface SnapshotFields extends Pick<WalletDigest, 'nextRecharge' | 'isWebhookPaused'> {
  readonly reset?: NextReset;
}

/** @param days closed ones, oldest first */
export function snapshotFieldsOf(
  series: Series | undefined,
  days: readonly RecordedDay[],
  policy: Policy,
  nowMs: number,
): SnapshotFields {
  if (series === undefined) return {};
  const { atMs } = series.lastReading;
  const { reset } = forecastAt(series, policy, atMs);
  const nextRecharge = nextRechargeOf(series, policy, atMs);
  const isWebhookPaused = lastDailyAnswer(days, nowMs)?.isWebhookPaused;
  return {
    reset,
    nextRecharge,
    isWebhookPaused: isWebhookPaused || undefined,
  };
}

/** Label and text of each that is known, for people. */
export function snapshotTexts(
  { reset, nextRecharge, isWebhookPaused }: SnapshotFields,
  currency: string,
  timeZone: string,
): [label: string, text: string][] {
  return [
    ...(reset ? [['Reset', resetText(reset, currency, timeZone)] as [string, string]] : []),
    ...(nextRecharge
      ? [['Recharge', rechargeText(nextRecharge, currency, timeZone)] as [string, string]]
      : []),
    ...(isWebhookPaused ? [['Look', WEBHOOK_PAUSED_TEXT] as [string, string]] : []),
  ];
}

/** The same for machines, named as in the digest. */
export function snapshotRow(outlook: SnapshotFields): Record<string, unknown> {
  return { ...aheadEvent(outlook), ...checkEvent(outlook) };
}
