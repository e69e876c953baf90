import type { SnsSubscriptions } from '../adapters/notify/sns/sns-subscriptions.ts';
import type { SnoozeStore } from '../adapters/table/snooze-item.ts';
import type { LoadedWallet, WalletStore } from '../adapters/table/wallet-store.ts';
import { mayBeSnoozed, snoozeForPoll } from '../core/decide/current-mute.ts';
import type { Mutes } from '../core/decide/mute-decision.ts';
import { isMissing, type OtherWallet } from '../core/decide/rules/missing-wallet.ts';
import type { SelfCheckInput } from '../core/decide/self-checks.ts';
import { dateOf } from '../core/ledger/day-totals.ts';
import type { WalletState } from '../core/state/wallet-state.ts';
import type { Channel, Log } from './channel.ts';

export interface SelfCheckDeps {
  readonly store: Pick<WalletStore, 'peek'>;
  readonly channels: readonly Channel[];
  /** The other wallets, in a ring that begins behind this one. @default none: nothing is read */
  readonly otherWallets?: readonly { readonly id: string; readonly name: string }[];
  /** Its sub-accounts are to be read as well, by a function of their own. @default false */
  readonly isAgency?: boolean;
  /** @default nobody can snooze */
  readonly snoozes?: Pick<SnoozeStore, 'read'>;
  /** The topic's subscriptions, looked at once a UTC day. @default never */
  readonly subscriptions?: SnsSubscriptions;
  /** The last digest, for the one wallet whose polls finish what its own function could not deliver. @default none */
  readonly digest?: DigestKeeper;
  readonly missingAfterMs: number;
  readonly wallet: { readonly id: string; readonly name: string };
  readonly log: Log;
}

/** Looks after the last digest that was due. */
export interface DigestKeeper {
  look(doneId: string | undefined, nowMs: number): Promise<SelfCheckInput['digest']>;
  /** Sends it to each channel that is due and has not taken it; none of it begins after `deadlineMs`. */
  finish(id: string, deadlineMs: number): Promise<void>;
}

/** What else a poll looks at. None of it may fail a poll: what cannot be seen now is looked at by the next. */
export async function loadSelfCheckInput(
  { state, pause, sweep }: LoadedWallet,
  nowMs: number,
  deps: SelfCheckDeps,
): Promise<SelfCheckInput> {
  const { channels, missingAfterMs, wallet, log } = deps;
  const unless = async <T>(what: string, otherwise: T, look: () => Promise<T>): Promise<T> => {
    try {
      return await look();
    } catch (error) {
      log.warn(`could not look at ${what}`, { wallet: wallet.id, error: String(error) });
      return otherwise;
    }
  };
  const mutes: Mutes = {
    ...(await unless('the snooze', {}, () => snoozeOf(state, deps))),
    pause,
  };
  const subscribers =
    deps.subscriptions === undefined || state?.watch.subscribers?.date === dateOf(nowMs)
      ? undefined
      : await unless('the subscriptions', undefined, deps.subscriptions.read);
  const digest = await unless('the digest', undefined, async () =>
    deps.digest?.look(state?.watch.digestDone, nowMs),
  );
  const others = await unless('other wallets', [], () => loadOtherWallets(nowMs, deps));
  const subAccounts = { id: `${wallet.id}/*`, name: `${wallet.name} (sub-accounts)` };
  return {
    mutes,
    otherWallets: deps.isAgency && sweep ? [...others, { ...subAccounts, sweep }] : others,
    subscribers,
    digest,
    channels: channels.map(({ name }) => name),
    missingAfterMs,
  };
}

/** Only an open alert can be snoozed, so a quiet wallet costs no read. */
async function snoozeOf(
  state: WalletState | undefined,
  { snoozes, wallet }: SelfCheckDeps,
): Promise<Pick<Mutes, 'snooze'>> {
  if (snoozes === undefined || state === undefined || !mayBeSnoozed(state)) return {};
  const snooze = snoozeForPoll(await snoozes.read(wallet.id), state);
  return snooze === undefined ? {} : { snooze };
}

/** More missing wallets than these in a row are no single schedule's fault: the alarms on the function tell that. */
const MAX_NEIGHBOURS = 5;

/** Walks on past wallets that nobody polls, so that each of them is seen by somebody who is alive. */
async function loadOtherWallets(
  nowMs: number,
  { otherWallets = [], store, missingAfterMs }: SelfCheckDeps,
): Promise<OtherWallet[]> {
  const seen: OtherWallet[] = [];
  for (const { id, name } of otherWallets.slice(0, MAX_NEIGHBOURS)) {
    const state = await store.peek(id);
    const other = { id, name, state };
    seen.push(other);
    if (state?.series !== undefined && !isMissing(other, nowMs, missingAfterMs)) break;
  }
  return seen;
}
