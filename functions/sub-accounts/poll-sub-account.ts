import type { EventStore } from '../adapters/table/event-items.ts';
import { isPresent } from '../core/agency/sub-account.ts';
import type { VendorEvent } from '../core/vendor/vendor-event.ts';
import { publishLeftovers } from '../engine/decide-and-publish.ts';
import { isEventCovered } from '../engine/is-event-covered.ts';
import { UndeliveredError } from '../engine/publish-outbox.ts';
import { newRun } from '../engine/run.ts';
import { type AgencyDeps, newSubAccountRun } from './agency.ts';
import { commitSubAccount } from './commit-sub-account.ts';

export interface SubAccountEventDeps extends AgencyDeps {
  readonly events: Pick<EventStore, 'read' | 'markDone'>;
}

/**
 * Reads one sub-account, named by the sub-account's id, out of its turn, because of something that the vendor pushed. The event is done once that
 * came to an end; a run that throws leaves it to be driven again by Lambda's retries or the vendor's.
 * @throws SmartlyqError when there is no reading; the next sweep tries again
 * @throws UndeliveredError when a channel is to be tried again
 */
export async function pollSubAccount(
  id: string,
  pushed: VendorEvent,
  deps: SubAccountEventDeps,
): Promise<void> {
  // To the sub-account it is its own.
  const { workspaceId: _, ...event } = pushed;
  const { events, sweeps, store, client, wallet, clock, log } = deps;
  if ((await events.read(wallet.id, event.id)) === 'done') {
    log.info('event was done', { wallet: wallet.id, id: event.id });
    return;
  }
  const known = (await sweeps.inventory(wallet.id)).filter(isPresent).find((one) => one.id === id);
  const { pause } = await store.load(wallet.id, clock());
  const run = newSubAccountRun(deps, known ?? { id, name: id }, newRun(deps).deadlineMs);
  const loaded = await store.load(run.wallet.id, clock() - run.recentMs);
  const isUndelivered = isEventCovered(loaded, event, clock())
    ? await publishLeftovers(loaded, run)
    : (await commitRead()).isUndelivered;
  if (isUndelivered) {
    throw new UndeliveredError(`${run.wallet.id}: not delivered yet, will be tried again`);
  }
  await events.markDone(wallet.id, event.id, clock());

  async function commitRead() {
    const { reading } = (await client.readWorkspaceWallet(id)).wallet;
    return commitSubAccount({ atMs: reading.atMs, reading, event }, loaded, run, pause);
  }
}
