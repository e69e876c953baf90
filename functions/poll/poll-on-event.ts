import type { EventStore } from '../adapters/table/event-items.ts';
import type { PollRuntime } from './poll-runtime.ts';
import { type PollReport, pollWallet } from './poll-wallet.ts';

/**
 * A poll because of something that the vendor pushed. What happened is read from the table, never from the caller.
 * @throws whatever pollWallet throws; the event then waits for the next poll
 */
export async function pollOnEvent(
  { id }: { readonly id: string },
  events: EventStore,
  runtime: PollRuntime,
): Promise<PollReport | undefined> {
  const { wallet, log } = runtime;
  const found = await events.read(wallet.id, id);
  if (found?.state !== 'received') {
    log.info(found ? 'event was done' : 'no such event', { wallet: wallet.id, id });
    return undefined;
  }
  return pollWallet({ ...runtime, events }, found.event);
}
