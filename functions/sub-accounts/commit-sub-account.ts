import type { LoadedWallet } from '../adapters/table/wallet-store.ts';
import { isSettled } from '../core/alert/outbox.ts';
import { inForce, type Pause } from '../core/decide/mute-decision.ts';
import { routingOfSubAccount } from '../core/decide/route.ts';
import type { Observation } from '../engine/observe.ts';
import type { Run } from '../engine/runtime.ts';
import { loadSelfCheckInput } from '../engine/self-check-input.ts';
import { runStages } from '../engine/stages.ts';

/** How a sub-account was left. */
export interface CommittedSubAccount {
  /** It was never read before, and it is empty. */
  readonly isEmptyAtFirst: boolean;
  /** An alert of it waits for the agency's message. */
  readonly isWaiting: boolean;
  /** An alert of it was sent, and not taken everywhere. */
  readonly isUndelivered: boolean;
}

/**
 * Records and decides as for every wallet; the channels are the agency's, and so is a pause.
 * @param pause the agency's
 */
export async function commitSubAccount(
  observed: Observation,
  loaded: LoadedWallet,
  run: Run,
  pause: Pause | undefined,
): Promise<CommittedSubAccount> {
  const seen = await loadSelfCheckInput(loaded, observed.atMs, run);
  const { state: before, version } = loaded;
  const isFirst = version === 0 || (before !== undefined && before.series === undefined);
  const { pause: own, ...snoozed } = seen.mutes;
  // How it stands at first counts as notified. Muted by a pause it would be notified as news when that ends.
  const last = isFirst ? own : inForce(own, pause);
  const mutes = { ...snoozed, ...(last && { pause: last }) };
  // Whether the channels work is for the agency's own poll to tell, once.
  const checks = { ...seen, mutes, isCheckedElsewhere: true };
  const wasPaused = before?.watch.pause?.isPaused ?? false;
  const isAgencys = last !== undefined && last !== own && last.isPaused !== wasPaused;
  const routing = routingOfSubAccount({ isOwnPause: !isAgencys });
  const { committed, delivered } = await runStages(observed, loaded, { ...run, routing }, checks);
  const { forecast, state } = committed;
  return {
    isEmptyAtFirst: isFirst && forecast?.state === 'empty',
    isWaiting: state.outbox.some(({ holdUntilMs }) => holdUntilMs !== undefined),
    isUndelivered: delivered.entries.some((entry) => !isSettled(entry)),
  };
}
