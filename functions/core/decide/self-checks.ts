import type { Alert } from '../alert/alert.ts';
import { deliveryFailedRule } from '../kinds/delivery-failed.ts';
import { hasCriticalOpen } from '../kinds/open-alerts.ts';
import { dateOf } from '../ledger/day-totals.ts';
import type { Policy } from '../state/policy.ts';
import { snapshotOf } from '../state/snapshot.ts';
import { type Subscribers, withMailTroubles } from '../state/subscribers.ts';
import type { WalletState, WatchMemory } from '../state/wallet-state.ts';
import { makeAlert } from './make-alert.ts';
import { missingWalletRule, type OtherWallet } from './missing-wallets.ts';
import type { Mutes } from './mute-decision.ts';
import { muteRequestedRule } from './mute-requested.ts';

/** What a poll sees besides the vendor's answer. */
export interface SelfCheckInput {
  readonly mutes: Mutes;
  /** Other wallets, as far as this poll looked. */
  readonly otherWallets: readonly OtherWallet[];
  /** Only on the first poll of a UTC day. */
  readonly subscribers?: Subscribers;
  /** The last digest that was due; absent: nothing new is known of it. */
  readonly digest?: { readonly id: string; readonly isDone: boolean };
  /** The channels that the settings name. */
  readonly channels: readonly string[];
  /** Another wallet, which uses the same ones, tells whether they work. @default false */
  readonly isCheckedElsewhere?: boolean;
  /** A wallet whose last poll is older than this is missing, milliseconds. */
  readonly missingAfterMs: number;
}

/** The watch looks after itself: who asked for a mute, which channels are blocked, which wallets nobody polls. */
export function runSelfChecks(
  state: WalletState,
  seen: SelfCheckInput,
  policy: Policy,
  nowMs: number,
): { state: WalletState; alerts: readonly Alert[] } {
  const asked = muteRequestedRule(seen.mutes, state.watch, nowMs);
  const watch = checked(asked.watch, seen, nowMs);
  const isQuiet = asked.outcomes.length === 0 && Object.keys(watch.troubles).length === 0;
  // Asking costs a forecast, and most polls have nothing to say here.
  const snapshot = snapshotOf(isQuiet ? {} : state, policy, nowMs);
  const open = asked.outcomes.length > 0 &&
    hasCriticalOpen(state) && { isCriticalOpen: true as const };
  const announcements = asked.outcomes.map(({ kind, reason, untilMs }) => {
    const facts = { ...snapshot, ...open, ...(untilMs !== undefined && { untilMs }) };
    return makeAlert(kind, reason, facts, nowMs);
  });
  if (watch.pause?.isPaused) return { state: { ...state, watch }, alerts: announcements };

  const delivery = seen.isCheckedElsewhere
    ? { notified: watch.troubles, outcomes: [] }
    : deliveryFailedRule(watch, snapshot, nowMs);
  const blocked = delivery.outcomes.map(({ trouble, channel, reason }) =>
    makeAlert('delivery-failed', reason, { ...snapshot, failingChannel: trouble, channel }, nowMs),
  );
  const ring = missingWalletRule(watch, seen.otherWallets, nowMs, seen.missingAfterMs);
  const missed = ring.outcomes.map(({ kind, reason, other: { id, name, state: theirs } }) => {
    const facts = snapshotOf(theirs ?? {}, policy, nowMs);
    return makeAlert(kind, reason, { ...facts, about: { id, name } }, nowMs);
  });
  return {
    state: { ...state, watch: { ...watch, troubles: delivery.notified, missing: ring.missing } },
    alerts: [...announcements, ...blocked, ...missed],
  };
}

function checked(
  watch: WatchMemory,
  { subscribers, channels, missingAfterMs, digest }: SelfCheckInput,
  nowMs: number,
): WatchMemory {
  const hasSlept = nowMs - watch.checkedAtMs > missingAfterMs / 2;
  const named = Object.entries(watch.troubles).filter(([name, { channel = name }]) =>
    channels.includes(channel),
  );
  const troubles = Object.fromEntries(named);
  return {
    ...watch,
    checkedAtMs: nowMs,
    aliveSinceMs: hasSlept ? nowMs : watch.aliveSinceMs,
    troubles: subscribers ? withMailTroubles(troubles, subscribers, nowMs) : troubles,
    ...(digest?.isDone && { digestDone: digest.id }),
    ...(subscribers && {
      subscribers: { date: dateOf(nowMs), confirmed: subscribers.confirmed },
    }),
  };
}
