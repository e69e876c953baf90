import { createEventStore } from '../../functions/adapters/table/event-items.ts';
import { createWalletStore } from '../../functions/adapters/table/wallet-store.ts';
import { DAY_MS, HOUR_MS } from '../../functions/core/ledger/durations.ts';
import {
  VENDOR_EVENTS,
  type VendorEvent,
  type VendorEventName,
} from '../../functions/core/vendor/vendor-event.ts';
import { START_MS } from '../support/falling-wallet.ts';
import { startWorld, type World } from '../support/world.ts';
import { EVENT_CALLS, type Plan, STORE_CALLS } from './injector.ts';
import { singleFaults } from './matrix.ts';
import { kindsOf, tellStory } from './story.ts';

const EVENT_HOUR = 2;
/** Outages end before the fifth hour. */
const LONG_OUTAGE_HOURS = 3;
const HOURS = 7;
/** What only the event tells. */
const NEWS: Partial<Record<VendorEventName, string>> = {
  'account_billing.failed': 'bill-failed',
  'wallet.recharge.failed': 'recharge-at-risk',
};

interface Outage {
  readonly name: string;
  readonly plansAt: (hour: number, attempt: number) => readonly Plan[];
}

/** Each fault in one invocation, in its retries too, and for three hours; and invocations that Lambda loses. */
function outages(): Outage[] {
  const isDuring = (hour: number, hours: number) => hour >= EVENT_HOUR && hour < EVENT_HOUR + hours;
  const faults = Object.entries(singleFaults([...STORE_CALLS, ...EVENT_CALLS]));
  const rows = faults.flatMap(([name, plan]): Outage[] => [
    {
      name,
      plansAt: (hour, attempt) => [attempt === 0 && isDuring(hour, 1) ? plan : {}],
    },
    { name: `${name}, and in each retry`, plansAt: (hour) => [isDuring(hour, 1) ? plan : {}] },
    {
      name: `${name}, for hours`,
      plansAt: (hour) => [isDuring(hour, LONG_OUTAGE_HOURS) ? plan : {}],
    },
  ]);
  const lost = [1, LONG_OUTAGE_HOURS].map((hours) => ({
    name: `no invocation for ${hours} h`,
    plansAt: (hour: number) => (isDuring(hour, hours) ? [] : [{}]),
  }));
  return [...lost, ...rows];
}

export interface EventTally {
  readonly cells: number;
  readonly crashes: number;
  /** Acknowledged events that no poll has dealt with, and news that was not decided exactly once. */
  readonly lost: readonly string[];
  readonly broken: readonly string[];
}

/** Each event that is acted upon, under each outage. @param every 1: all cells; n: every n-th of them */
export async function runEventMatrix(every = 1): Promise<EventTally> {
  const world = await startWorld({ startMs: START_MS, balance: 1, perDay: 1 });
  const cells = VENDOR_EVENTS.flatMap((event) => outages().map((outage) => ({ event, outage })));
  const chosen = cells.filter((_, at) => at % every === 0);
  const lost: string[] = [];
  const broken: string[] = [];
  let crashes = 0;
  try {
    for (const [at, { event: name, outage }] of chosen.entries()) {
      const cell = `${name}, ${outage.name}`;
      const wallet = `cell-${at}`;
      const told = await tellStory(world, {
        wallet,
        daysLeft: 30,
        hours: HOURS,
        plansAt: outage.plansAt,
        eventAt: (hour, receivedAtMs) =>
          hour === EVENT_HOUR
            ? ({ id: 'evt_1', name, receivedAtMs, createdAtMs: receivedAtMs } as VendorEvent)
            : undefined,
      });
      crashes += told.crashes;
      broken.push(...told.broken.map((what) => `${cell}: ${what}`));
      const news = NEWS[name];
      const decided = kindsOf(told).filter((kind) => kind === news);
      if (news !== undefined && decided.length !== 1) {
        lost.push(`${cell}: ${news} was decided ${decided.length} times`);
      }
      lost.push(
        ...(await unfinished(world, wallet, told.recorded)).map((why) => `${cell}: ${why}`),
      );
    }
  } finally {
    await world.close();
  }
  return { cells: chosen.length, crashes, lost, broken };
}

async function unfinished(
  { table }: World,
  wallet: string,
  recorded: readonly number[],
): Promise<string[]> {
  const { client, tableName } = table;
  const stored = await createEventStore(client, tableName).read(wallet, 'evt_1');
  const { waitingEvents } = await createWalletStore(client, tableName).load(wallet, 0);
  // The story's wallet has a history of four days before it begins.
  const eventAtMs = START_MS + 4 * DAY_MS + EVENT_HOUR * HOUR_MS;
  return [
    ...(stored?.state === 'done' ? [] : ['it is not done']),
    ...(waitingEvents.length === 0 ? [] : ['it still waits']),
    ...(recorded.some((atMs) => atMs >= eventAtMs) ? [] : ['no reading came after it']),
  ];
}
