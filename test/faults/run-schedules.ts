import { fixedSecret } from '../../functions/adapters/aws/secret-source.ts';
import { CHANNEL_TYPES } from '../../functions/core/alert/channel-type.ts';
import { HOUR_MS } from '../../functions/core/ledger/durations.ts';
import { postedChannel } from '../../functions/engine/channels.ts';
import { startChannelStandIn } from '../support/channel-stand-ins.ts';
import { START_MS } from '../support/falling-wallet.ts';
import { startWorld } from '../support/world.ts';
import { CALM_HOURS, scheduleOf } from './schedule.ts';
import { openSocketlessTable } from './socketless-table.ts';
import { type Told, tellStory } from './story.ts';

/** Five days, and the hours in which the wallet is empty. */
const DAYS_LEFT = 5;
const HOURS = DAYS_LEFT * 24 + 6 + CALM_HOURS;
const AT_ONCE = 4;

export interface Tally {
  readonly schedules: number;
  readonly polls: number;
  readonly faults: number;
  readonly alerts: number;
  readonly messages: number;
  readonly repeats: number;
  readonly readings: number;
  /** With the seed of the schedule before each. */
  readonly broken: readonly string[];
}

/**
 * The last five days of a falling wallet under each of these seeded schedules, each wallet in one shared world, with a
 * channel of each type.
 */
export async function runSchedules(fromSeed: number, count: number): Promise<Tally> {
  const world = await startWorld({ startMs: START_MS, balance: 1, perDay: 1 });
  world.nowMs = START_MS + HOUR_MS;
  const table = await openSocketlessTable();
  const others = CHANNEL_TYPES.filter((type) => type !== 'slack');
  const standIns = await Promise.all(others.map(startChannelStandIn));
  const moreChannels = others.map((type, at) =>
    postedChannel({
      type,
      name: 'team',
      secret: fixedSecret(standIns[at]?.secret ?? ''),
      allowLoopback: true,
    }),
  );
  const notified: { seed: number; notified: Told }[] = [];
  try {
    let next = fromSeed;
    const work = async () => {
      while (next < fromSeed + count) {
        const seed = next++;
        const plansAt = scheduleOf(seed, HOURS);
        const wallet = `seed-${seed}`;
        notified.push({
          seed,
          notified: await tellStory(
            { ...world, table },
            { wallet, daysLeft: DAYS_LEFT, hours: HOURS, plansAt, moreChannels },
          ),
        });
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, work));
  } finally {
    await Promise.all([world.close(), ...standIns.map(({ close }) => close())]);
  }
  const sum = (of: (one: Told) => number) =>
    notified.reduce((all, one) => all + of(one.notified), 0);
  return {
    schedules: notified.length,
    polls: sum(({ polls }) => polls),
    faults: sum(({ faults }) => faults),
    alerts: sum(({ decided }) => decided.size),
    messages: sum(({ inbox }) => inbox.length),
    repeats: sum(
      ({ inbox }) => inbox.length - new Set(inbox.map((one) => one.channel + one.id)).size,
    ),
    readings: sum(({ recorded }) => recorded.length),
    broken: notified.flatMap(({ seed, notified: { broken } }) =>
      broken.map((what) => `seed ${seed}: ${what}`),
    ),
  };
}
