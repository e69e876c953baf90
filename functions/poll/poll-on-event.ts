import type { EventStore } from '../adapters/table/event-items.ts';
import type { VendorEvent } from '../core/vendor/vendor-event.ts';
import type { PollRuntime } from './poll-runtime.ts';
import { type PollReport, pollWallet } from './poll-wallet.ts';

/**
 * A poll because of something that the vendor pushed. The event is done once the poll has come to an end; a poll
 * that throws leaves it to be driven again by Lambda's retries or the vendor's.
 * @throws whatever pollWallet throws
 */
export async function pollOnEvent(
  event: VendorEvent,
  events: EventStore,
  runtime: PollRuntime,
): Promise<PollReport | undefined> {
  const { wallet, clock, log } = runtime;
  if ((await events.read(wallet.id, event.id)) === 'done') {
    log.info('event was done', { wallet: wallet.id, id: event.id });
    return undefined;
  }
  const report = await pollWallet(runtime, event);
  await events.markDone(wallet.id, event.id, clock());
  return report;
}
