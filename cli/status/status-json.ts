import { subAccountParts } from '../../functions/core/agency/sub-account.ts';
import { waitingRow } from '../alerts/waiting-row.ts';
import { type ReadingRow, readingRow } from '../history/reading-row.ts';
import { muteRow } from '../mute/mutes.ts';
import { snapshotRow } from './snapshot-fields.ts';
import type { WalletStatus } from './wallet-status.ts';

/** One wallet for machines: names as in the table, amounts with every digit, times in UTC. */
export function statusRow(
  status: WalletStatus,
  facts: { readonly nowMs: number; readonly isTestKey: boolean },
): Record<string, unknown> {
  const agency = subAccountParts(status.wallet.id)?.parent;
  const { wallet, last, openAlerts, openSinceMs, waiting, outlook, mute } = status;
  return {
    wallet: wallet.id,
    name: wallet.name,
    agency,
    ...(last === undefined ? { lastReadingAt: null } : lastReading(readingRow(last), facts.nowMs)),
    ...snapshotRow(outlook),
    openAlerts,
    ...(openSinceMs !== undefined && { openSince: new Date(openSinceMs).toISOString() }),
    mute: muteRow(mute),
    waitingAlerts: waiting.map(waitingRow),
    ...(facts.isTestKey && { isTestKey: true }),
  };

  function lastReading(
    { time, spend: _spend, topUp: _topUp, ...now }: ReadingRow,
    nowMs: number,
  ): Record<string, unknown> {
    const ageSeconds = Math.max(0, Math.round((nowMs - Date.parse(time)) / 1_000));
    return { ...now, lastReadingAt: time, lastReadingAgeSeconds: ageSeconds };
  }
}
