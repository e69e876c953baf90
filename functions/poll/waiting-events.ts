import type { WaitingEvent } from '../adapters/table/event-items.ts';
import type { LoadedWallet } from '../adapters/table/wallet-store.ts';
import { isDecidedWithoutReading } from '../core/decide/step-on-event.ts';
import type { VendorEvent } from '../core/vendor/vendor-event.ts';
import type { PollRuntime } from './poll-runtime.ts';

/** More wait for the next poll. */
const MAX_AT_ONCE = 20;

type Reads = Pick<PollRuntime, 'events' | 'wallet' | 'isAgency' | 'clock'>;

/** An event, and how the table says that it waits. */
export interface Waiting {
  readonly event: VendorEvent;
  readonly as: WaitingEvent;
}

/**
 * What the vendor pushed and no poll has dealt with, oldest first. Costs nothing where nothing waits: the query that
 * loaded the wallet says so.
 * @param pushed what led to this poll
 */
export async function readWaitingEvents(
  { waitingEvents }: LoadedWallet,
  pushed: VendorEvent | undefined,
  { events, wallet, isAgency, clock }: Reads,
): Promise<Waiting[]> {
  const found: Waiting[] = [];
  if (pushed !== undefined) {
    const as = waitingEvents.find(({ id }) => id === pushed.id) ?? { id: pushed.id };
    found.push({ event: pushed, as });
  }
  if (events === undefined) return found;
  const others = waitingEvents.filter(
    // Where the settings have no sub-accounts any more, nobody else deals with their events.
    ({ id, subAccount }) => id !== pushed?.id && (subAccount === undefined || !isAgency),
  );
  for (const as of others.slice(0, MAX_AT_ONCE)) {
    const { state, event } = (await events.read(wallet.id, as.id)) ?? {};
    if (state === 'received' && event !== undefined) found.push({ event, as });
    else await events.markDone(wallet.id, as, clock());
  }
  return found.toSorted((a, b) => a.event.receivedAtMs - b.event.receivedAtMs);
}

/**
 * To be called once the decision on them is saved.
 * @param hasReading without one, what a reading would answer waits on
 */
export async function markEventsDone(
  decided: readonly Waiting[],
  hasReading: boolean,
  { events, wallet, clock }: Reads,
): Promise<void> {
  for (const { event, as } of decided) {
    if (hasReading || isDecidedWithoutReading(event)) {
      await events?.markDone(wallet.id, as, clock());
    }
  }
}
