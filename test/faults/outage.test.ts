import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { HOUR_MS } from '../../functions/core/ledger/durations.ts';
import { START_MS } from '../support/falling-wallet.ts';
import { startWorld, type World } from '../support/world.ts';
import type { Plan } from './injector.ts';
import { kindsOf, type Told, tellStory } from './story.ts';

/** The alert falls into the second hour, and so does the beginning of each outage. */
const DAYS_LEFT = 9 / 96;
const FROM_HOUR = 2;

describe('an outage', () => {
  let world: World;
  beforeAll(async () => {
    world = await startWorld({ startMs: START_MS, balance: 1, perDay: 1 });
  });
  afterAll(() => world.close());

  const during = (wallet: string, hours: number, plan: Plan): Promise<Told> =>
    tellStory(world, {
      wallet,
      daysLeft: DAYS_LEFT,
      hours: FROM_HOUR + hours + 3,
      plansAt: (hour) => [hour >= FROM_HOUR && hour < FROM_HOUR + hours ? plan : {}],
    });
  const at = (notified: Told, channel: string) =>
    notified.inbox
      .filter((one) => one.channel === channel)
      .map(({ kind, atMs }) => `${kind} ${new Date(atMs).toISOString().slice(11, 13)}`);

  it('of Slack for six hours holds nothing up by mail, is told there, and ends with every alert', async () => {
    const notified = await during('slack-out', 6, { channels: { 'slack:team': 'fails' } });
    expect(notified.broken).toEqual([]);
    expect(at(notified, 'sns')).toEqual(['depleted 02', 'delivery-failed 03']);
    expect(at(notified, 'slack:team')).toEqual(['depleted 08']);
    expect(notified.inbox.every(({ isMarked }) => !isMarked)).toBe(true);
  });

  it('of SNS is told in Slack, with how urgent the wallet is', async () => {
    const notified = await during('sns-out', 3, { channels: { sns: 'fails' } });
    expect(notified.broken).toEqual([]);
    expect(at(notified, 'slack:team')).toEqual(['depleted 02', 'delivery-failed 03']);
    const [failed] = notified.inbox.filter(({ kind }) => kind === 'delivery-failed');
    expect(failed?.event).toMatchObject({ severity: 'critical', failingChannel: 'sns' });
  });

  it('of a webhook that was taken away is told by mail with the next poll, once', async () => {
    const notified = await during('slack-gone', 5, { channels: { 'slack:team': 'refused' } });
    expect(notified.broken).toEqual([]);
    expect(at(notified, 'sns')).toEqual(['depleted 02', 'delivery-failed 03']);
    expect(at(notified, 'slack:team')).toEqual([]);
  });

  it('of the vendor is told once, as missing data, and ended by the first reading', async () => {
    const notified = await during('vendor-out', 4, { vendor: 'unavailable' });
    expect(notified.broken).toEqual([]);
    expect(kindsOf(notified)).toEqual(['no-data', 'depleted']);
    expect(notified.inbox.find(({ kind }) => kind === 'depleted')?.event).toMatchObject({
      ended: {
        kind: 'no-data',
        since: new Date(notified.inbox[0]?.atMs ?? 0)
          .toISOString()
          .replace(/T.*/, 'T02:00:00.000Z'),
      },
    });
  });

  it('of a key is told at once', async () => {
    const notified = await during('key-out', 3, { vendor: 'unauthorized' });
    expect(notified.broken).toEqual([]);
    expect(at(notified, 'sns').slice(0, 2)).toEqual(['key-rejected 02', 'depleted 05']);
  });

  it('of the table loses nothing but the time', async () => {
    const notified = await during('table-out', 3, { store: { load: 'fails', saveState: 'fails' } });
    expect(notified.broken).toEqual([]);
    expect(at(notified, 'sns')).toEqual(['depleted 05']);
    expect(notified.inbox[0]?.atMs).toBe(START_MS + (4 * 24 + 5) * HOUR_MS);
  });
});
