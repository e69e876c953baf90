import { type SubAccount, subAccountId } from '../core/agency/sub-account.ts';
import type { SweepState } from '../core/agency/sweep.ts';
import type { Workspace } from '../core/vendor/workspace.ts';
import { type Observation, toFault } from '../engine/observe.ts';
import { type AgencyRun, subAccountRun } from './agency.ts';
import { commitSubAccount } from './commit-sub-account.ts';
import type { RunReadings } from './read-sweep.ts';

/** What is known of the sub-accounts, before and after what a run has read. */
export interface Known extends Pick<SweepState, 'undelivered' | 'waiting'> {
  readonly inventory: readonly SubAccount[];
}

/** Records and decides on each sub-account that was read, and on each that could not be, in its turn. */
export async function commitReadings(
  { readings, failed }: RunReadings,
  { inventory, undelivered, waiting }: Known,
  run: AgencyRun,
): Promise<Known> {
  const { store, wallet, clock, log } = run;
  const { pause } = await store.load(wallet.id, clock());
  const emptyAtFirst = new Set<string>();
  const late = new Set(undelivered);
  const held = new Set(waiting);
  const commit = async (workspace: Workspace, observed: Observation): Promise<void> => {
    const own = subAccountRun(run, workspace);
    const loaded = await store.load(own.wallet.id, clock() - own.recentMs);
    const after = await commitSubAccount(observed, loaded, own, pause);
    if (after.isEmptyAtFirst) emptyAtFirst.add(workspace.id);
    if (after.isUndelivered) late.add(workspace.id);
    if (after.isWaiting) held.add(workspace.id);
  };
  for (const { workspace, wallet: read, ignored } of readings) {
    for (const field of ignored) {
      log.warn('ignored', { wallet: subAccountId(wallet.id, workspace.id), ignored: field });
    }
    await commit(workspace, { atMs: read.reading.atMs, reading: read.reading });
  }
  for (const { workspace, error } of failed) {
    // Gone since it was listed; the next list says so.
    if (error.status !== 404) await commit(workspace, { atMs: clock(), fault: toFault(error) });
  }
  return {
    inventory: inventory.map((one) =>
      emptyAtFirst.has(one.id) ? { ...one, wasEmptyAtFirst: true as const } : one,
    ),
    undelivered: [...late],
    waiting: [...held],
  };
}
