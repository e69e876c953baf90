import type { EventStore } from '../adapters/table/event-items.ts';
import { isPresent } from '../core/agency/sub-account.ts';
import type { VendorEvent } from '../core/vendor/vendor-event.ts';
import { deliverLeftovers } from '../engine/deliver.ts';
import { UndeliveredError } from '../engine/deliver-outbox.ts';
import { isFreshEnough } from '../engine/is-fresh-enough.ts';
import { startRun } from '../engine/runtime.ts';
import { type AgencyRuntime, subAccountRun } from './agency.ts';
import { commitSubAccount } from './commit-sub-account.ts';

/**
 * Reads one sub-account out of its turn, because of something that the vendor pushed. The event is done once that
 * came to an end; where it fails, the agency's next runs try again.
 * @param id the sub-account's
 * @throws SmartlyqError when there is no reading; the next sweep tries again
 * @throws UndeliveredError when a channel is to be tried again
 */
export async function pollSubAccount(
  id: string,
  pushed: Pick<VendorEvent, 'id'>,
  events: EventStore,
  runtime: AgencyRuntime,
): Promise<void> {
  const agency = startRun(runtime);
  const { sweeps, store, vendor, wallet, clock, log } = agency;
  const waiting = { id: pushed.id, subAccount: id };
  const stored = await events.read(wallet.id, pushed.id);
  if (stored?.state !== 'received' || stored.event === undefined) {
    log.info('event was done', { wallet: wallet.id, id: pushed.id });
    return events.markDone(wallet.id, waiting, clock());
  }
  // To the sub-account it is its own.
  const { workspaceId: _, ...event } = stored.event;
  const known = (await sweeps.inventory(wallet.id)).filter(isPresent).find((one) => one.id === id);
  const { pause } = await store.load(wallet.id, clock());
  const run = subAccountRun(agency, known ?? { id, name: id });
  const loaded = await store.load(run.wallet.id, clock() - run.recentMs);
  const isUndelivered = isFreshEnough(loaded, event, clock())
    ? await deliverLeftovers(loaded, run)
    : (await commitRead()).isUndelivered;
  if (isUndelivered) {
    throw new UndeliveredError(`${run.wallet.id}: not delivered yet, will be tried again`);
  }
  await events.markDone(wallet.id, waiting, clock());

  async function commitRead() {
    const { reading } = (await vendor.readWorkspaceWallet(id)).wallet;
    return commitSubAccount({ atMs: reading.atMs, reading, events: [event] }, loaded, run, pause);
  }
}
