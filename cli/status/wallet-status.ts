import type { RecordedReading } from '../../functions/adapters/table/history-items.ts';
import type { OutboxEntry } from '../../functions/core/alert/outbox.ts';
import { type Mute, muteOf } from '../../functions/core/decide/current-mute.ts';
import { inForce, type Pause } from '../../functions/core/decide/mute-decision.ts';
import { type OpenAlert, openAlertsOf } from '../../functions/core/kinds/open-alerts.ts';
import { dateOf } from '../../functions/core/ledger/day-totals.ts';
import { DAY_MS, HOUR_MS } from '../../functions/core/ledger/durations.ts';
import { DAYS_OF_ANSWERS } from '../../functions/core/ledger/recorded-day.ts';
import type { WalletState } from '../../functions/core/state/wallet-state.ts';
import type { NamedWallet, WalletAccess } from '../opened-history.ts';
import { policyFor } from '../report/policy-for.ts';
import { type SnapshotFields, snapshotFieldsOf } from './snapshot-fields.ts';

export interface WalletStatus {
  readonly wallet: NamedWallet;
  /** undefined: nothing has been recorded yet. */
  readonly last: RecordedReading | undefined;
  readonly openAlerts: readonly OpenAlert[];
  /** When the trouble that still stands was first told, epoch milliseconds. */
  readonly openSinceMs?: number;
  /** Decided, and not yet taken by every channel. */
  readonly waiting: readonly OutboxEntry[];
  readonly outlook: SnapshotFields;
  /** Absent: alerts are sent. */
  readonly mute?: Mute;
}

/** Where the state is of another release, a reading no older than this still shows. */
const MAX_SEARCH_MS = 28 * DAY_MS;

export async function statusOf(
  access: Pick<WalletAccess, 'store' | 'snoozes' | 'settings' | 'timeZone'>,
  wallet: NamedWallet,
  nowMs: number,
): Promise<WalletStatus> {
  const { store } = access;
  const { state, ...snapshot } = await snapshotOf(access, wallet, nowMs);
  const policy = policyFor(access, wallet.id);
  const fromDay = dateOf(nowMs - DAYS_OF_ANSWERS * DAY_MS);
  const days = await Array.fromAsync(store.days(wallet.id, fromDay, dateOf(nowMs)));
  return { ...snapshot, outlook: snapshotFieldsOf(state?.series, days, policy, nowMs) };
}

/**
 * As the last reading left it: one query, but for one that has not been read for an hour.
 * @param agencys the agency's pause, of a sub-account
 */
export async function snapshotOf(
  { store, snoozes }: Pick<WalletAccess, 'store' | 'snoozes'>,
  wallet: NamedWallet,
  nowMs: number,
  agencys?: Pause,
): Promise<Omit<WalletStatus, 'outlook'> & { readonly state: WalletState | undefined }> {
  const [{ state, version, recent, pause: own }, snooze] = await Promise.all([
    store.load(wallet.id, nowMs - HOUR_MS),
    snoozes.read(wallet.id),
  ]);
  const pause = inForce(own, agencys);
  const mutes = { snooze, pause };
  const mute = muteOf(mutes, state, nowMs);
  let last = recent.at(-1);
  if (last === undefined && version > 0) {
    const fromMs = state?.series?.lastReading.atMs ?? nowMs - MAX_SEARCH_MS;
    for await (const reading of store.readings(wallet.id, fromMs, nowMs + DAY_MS)) last = reading;
  }
  return {
    wallet,
    state,
    last,
    openAlerts: state === undefined ? [] : openAlertsOf(state),
    ...sinceOf(state),
    waiting: state?.outbox ?? [],
    ...(mute && { mute }),
  };
}

function sinceOf(state: WalletState | undefined): { openSinceMs?: number } {
  const notifiedAtMs = state?.memory.notifiedAtMs;
  return notifiedAtMs === undefined ? {} : { openSinceMs: notifiedAtMs };
}
