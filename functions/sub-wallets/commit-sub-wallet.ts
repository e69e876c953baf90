import type { LoadedWallet } from '../adapters/wallet-store.ts';
import { isSettled } from '../core/outbox.ts';
import type { Pause } from '../core/silence.ts';
import type { Observation } from '../poll/commit-poll.ts';
import { decideAndPublish, type Run } from '../poll/poll-wallet.ts';
import { surroundingsOf } from '../poll/surroundings-of.ts';

/** How a sub-wallet was left. */
export interface CommittedSubWallet {
  /** It was never read before, and it is empty. */
  readonly isEmptyAtFirst: boolean;
  /** An alert of it waits for the agency's message. */
  readonly isWaiting: boolean;
  /** An alert of it was sent, and not taken everywhere. */
  readonly isUndelivered: boolean;
}

/** Records and decides as for every wallet; the ways out, and a pause, are the agency's. */
export async function commitSubWallet(
  observed: Observation,
  loaded: LoadedWallet,
  run: Run,
  pause: Pause | undefined,
): Promise<CommittedSubWallet> {
  const seen = await surroundingsOf(loaded, observed.atMs, run);
  const silence = pause?.isPaused ? { ...seen.silence, pause } : seen.silence;
  // Whether the ways out work is for the agency's own poll to tell, once.
  const around = { ...seen, silence, channels: [] };
  const { committed, published } = await decideAndPublish(observed, loaded, run, around);
  const { forecast, state } = committed;
  const isFirst = loaded.version === 0;
  return {
    isEmptyAtFirst: isFirst && forecast?.state === 'empty',
    isWaiting: state.outbox.some(({ holdUntilMs }) => holdUntilMs !== undefined),
    isUndelivered: published.some((entry) => !isSettled(entry)),
  };
}
