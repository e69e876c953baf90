import type { LoadedWallet } from '../adapters/table/wallet-store.ts';
import type { SelfCheckInput } from '../core/decide/self-checks.ts';
import { type Committed, commit } from './commit.ts';
import { decide } from './decide.ts';
import { deliver, finishDigest } from './deliver.ts';
import type { Delivered } from './deliver-outbox.ts';
import { type Observation, observe } from './observe.ts';
import type { Run } from './runtime.ts';

/**
 * The stages of every run, whatever function it is of:
 * - observe: what the function has read, and what the self-checks need.
 * - decide: the wallet's next state and its routed alerts. Pure; `commit` calls it, again if another run has written.
 * - commit: saves the state, with the alerts in its outbox under this run's lease, and records the reading.
 * - deliver: sends what is leased to each channel, and records how that ended.
 * @param checks what the caller knows for the self-checks. @default it is read
 * @throws ContentionError when other runs overtook this one five times
 */
export async function runStages(
  observation: Observation,
  loaded: LoadedWallet,
  run: Run,
  checks?: SelfCheckInput,
): Promise<{ committed: Committed; delivered: Delivered }> {
  const observed = await observe(observation, loaded, run, checks);
  const committed = await commit(observed, loaded, decide, run);
  const delivered = await deliver(committed, run);
  await finishDigest(observed.checks, run);
  return { committed, delivered };
}
