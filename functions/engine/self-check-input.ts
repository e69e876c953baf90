import type { LoadedWallet } from '../adapters/table/wallet-store.ts';
import { mayBeSnoozed, snoozeForPoll } from '../core/decide/current-mute.ts';
import { isMissing, type OtherWallet } from '../core/decide/missing-wallets.ts';
import type { Mutes } from '../core/decide/mute-decision.ts';
import type { SelfCheckInput } from '../core/decide/self-checks.ts';
import { dateOf } from '../core/ledger/day-totals.ts';
import type { WalletState } from '../core/state/wallet-state.ts';
import { bestEffort } from './log.ts';
import type { Run } from './runtime.ts';

/** What else a poll looks at. None of it may fail a poll: what cannot be seen now is looked at by the next. */
export async function loadSelfCheckInput(
  { state, pause, sweep }: LoadedWallet,
  nowMs: number,
  run: Run,
): Promise<SelfCheckInput> {
  const { channels, missingAfterMs, wallet, isAgency, subscriptions, log } = run;
  const check = <T>(what: string, read: () => Promise<T>) =>
    bestEffort(log, `could not look at ${what}`, { wallet: wallet.id }, read);
  const snooze = await check('the snooze', () => loadSnooze(state, run));
  const subscribers =
    subscriptions === undefined || state?.watch.subscribers?.date === dateOf(nowMs)
      ? undefined
      : await check('the subscriptions', subscriptions.read);
  const digest = await check('the digest', async () =>
    run.digest?.lastDue(state?.watch.digestDone, nowMs),
  );
  const others = (await check('other wallets', () => loadOtherWallets(nowMs, run))) ?? [];
  const subAccounts = { id: `${wallet.id}/*`, name: `${wallet.name} (sub-accounts)` };
  return {
    mutes: { snooze, pause },
    otherWallets: isAgency && sweep ? [...others, { ...subAccounts, sweep }] : others,
    subscribers,
    digest,
    channels: channels.map(({ name }) => name),
    missingAfterMs,
  };
}

/** Only an open alert can be snoozed, so a quiet wallet costs no read. */
async function loadSnooze(
  state: WalletState | undefined,
  { snoozes, wallet }: Run,
): Promise<Mutes['snooze']> {
  if (snoozes === undefined || state === undefined || !mayBeSnoozed(state)) return undefined;
  return snoozeForPoll(await snoozes.read(wallet.id), state);
}

/** More missing wallets than these in a row are no single schedule's fault: the alarms on the function tell that. */
const MAX_OTHER_WALLETS = 5;

/** Walks on past wallets that nobody polls, so that each of them is seen by somebody who is alive. */
async function loadOtherWallets(
  nowMs: number,
  { otherWallets = [], store, missingAfterMs }: Run,
): Promise<OtherWallet[]> {
  const seen: OtherWallet[] = [];
  for (const { id, name } of otherWallets.slice(0, MAX_OTHER_WALLETS)) {
    const state = await store.peek(id);
    const other = { id, name, state };
    seen.push(other);
    if (state?.series !== undefined && !isMissing(other, nowMs, missingAfterMs)) break;
  }
  return seen;
}
