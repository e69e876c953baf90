import type { EventStore } from '../adapters/table/event-items.ts';
import type { VendorEvent } from '../core/vendor/vendor-event.ts';
import { type PollDeps, type PollReport, pollWallet } from './poll-wallet.ts';

export interface EventPollDeps extends PollDeps {
  readonly events: Pick<EventStore, 'read' | 'markDone'>;
}

/**
 * A poll because of something that the vendor pushed. The event is done once the poll has come to an end; a poll
 * that throws leaves it to be driven again by Lambda's retries or the vendor's.
 * @throws whatever pollWallet throws
 */
export async function pollOnEvent(
  event: VendorEvent,
  deps: EventPollDeps,
): Promise<PollReport | undefined> {
  const { wallet, events, clock, log } = deps;
  if ((await events.read(wallet.id, event.id)) === 'done') {
    log.info('event was done', { wallet: wallet.id, id: event.id });
    return undefined;
  }
  const report = await pollWallet(deps, event);
  await events.markDone(wallet.id, event.id, clock());
  return report;
}
