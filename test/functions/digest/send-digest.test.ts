import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type LocalTable, openLocalTable } from '../../../cli/local/table.ts';
import { createDigestStore } from '../../../functions/adapters/table/digest-item.ts';
import { createSweepStore } from '../../../functions/adapters/table/sweep-items.ts';
import { createWalletStore } from '../../../functions/adapters/table/wallet-store.ts';
import type { SendOutcome } from '../../../functions/core/alert/delivery.ts';
import { step } from '../../../functions/core/decide/step.ts';
import { periodEnding } from '../../../functions/core/digest/digest-period.ts';
import { HOUR_MS } from '../../../functions/core/ledger/durations.ts';
import type { WalletState } from '../../../functions/core/state/wallet-state.ts';
import type { Message } from '../../../functions/core/wording/message.ts';
import { type DigestRuntime, sendDigest } from '../../../functions/digest/send-digest.ts';
import type { Channel } from '../../../functions/engine/channels.ts';
import { hourlyReadings, POLICY, START_MS } from '../../support/falling-wallet.ts';

const HOURS = 200;
const AT_MS = START_MS + HOURS * HOUR_MS;
const SILENT = { info: () => {}, warn: () => {}, error: () => {} };
const LEASE_OVER_MS = 70_000;

let table: LocalTable;
let nowMs = AT_MS;
let day = 0;

beforeAll(async () => {
  table = await openLocalTable();
  const store = createWalletStore(table.client, table.tableName);
  for (const [id, balance] of [
    ['main', 1_000],
    ['rich', 50_000],
  ] as const) {
    let state: WalletState | undefined;
    for (const reading of hourlyReadings({ hours: HOURS, balance, perDay: 100 })) {
      const result = step(state, reading, POLICY, reading.atMs);
      state = result.state;
      await store.putReading(id, reading, result.interval, result.forecast);
      for (const closed of result.state.closedDays) await store.putDay(id, closed);
      state = { ...state, closedDays: [] };
    }
    if (state) await store.saveState(id, state, 0);
  }
});
afterAll(() => table.close());
beforeEach(() => {
  nowMs = AT_MS;
  day += 1;
});

/** A channel that answers as it is told, in turn, and then accepts. */
function channel(name: string, ...outcomes: SendOutcome[]): Channel & { got: Message[] } {
  const got: Message[] = [];
  return {
    name,
    minSeverity: 'info',
    got,
    async send(message) {
      got.push(message);
      return outcomes.shift() ?? { state: 'accepted' };
    },
  };
}

function depsOf(channels: DigestRuntime['channels']): DigestRuntime {
  const { client, tableName } = table;
  return {
    store: createWalletStore(client, tableName),
    sweeps: createSweepStore(client, tableName),
    digests: createDigestStore(client, tableName, () => nowMs),
    wallets: [
      { id: 'main', name: 'Main' },
      { id: 'rich', name: 'Rich' },
    ],
    policyOf: () => POLICY,
    staleAfterMs: 4 * HOUR_MS,
    pollMinutes: 60,
    levelsDays: POLICY.levelsDays,
    timeZone: 'UTC',
    channels,
    alarms: 2,
    metricsAWallet: 0,
    timeoutMs: 60_000,
    clock: () => nowMs,
    log: SILENT,
  };
}

/** Every test has a period of its own, about the same time. */
function periodOf() {
  return { ...periodEnding(AT_MS, 'day', 'UTC'), id: `test-${day}` };
}

describe('a digest', () => {
  it('tells the worst first, spend and cost, and how the forecast has done', async () => {
    const sns = channel('sns');
    await sendDigest(periodOf(), depsOf([sns]));
    const [message] = sns.got;
    expect(message?.subject).toMatch(/^Look at Main: runs out \w{3} \d+ Nov, about \d\d:00\.$/);
    expect(message?.mail).toContain('  Spent       100 SQC in the last 24 hours, as before (100)');
    expect(message?.mail).toMatch(/ {2}Forecast {4}Mon 9 Nov 08:00 said dry .*, and still does/);
    expect(message?.mail).toMatch(/Rich: (lasts for more than 60 days|runs out)/);
    expect(message?.mail).toContain(
      'The watch itself: 48 polls in the last 24 hours, less than $0.01',
    );
    for (const line of message?.mail.split('\n') ?? []) expect(line.length).toBeLessThanOrEqual(72);
  });

  it('is sent once a period, however often it is asked for', async () => {
    const sns = channel('sns');
    for (let runs = 0; runs < 3; runs++) await sendDigest(periodOf(), depsOf([sns]));
    expect(sns.got).toHaveLength(1);
  });

  it('is sent once by runs at the same time', async () => {
    const sns = channel('sns');
    const runs = [1, 2, 3].map(() => sendDigest(periodOf(), depsOf([sns])));
    await Promise.allSettled(runs);
    expect(sns.got).toHaveLength(1);
  });

  it('tries again what a channel did not take, marks what may have arrived, and repeats nothing else', async () => {
    const sns = channel('sns');
    const slack = channel('slack:team', { state: 'failed', reason: '503', arrived: 'unknown' });
    const deps = depsOf([sns, slack]);
    await expect(sendDigest(periodOf(), deps)).rejects.toThrow('not delivered yet');
    nowMs += 60_000;
    await sendDigest(periodOf(), deps);
    expect(sns.got).toHaveLength(1);
    const marks = slack.got.map(({ chat: { notes } }) => notes.includes('possible repeat'));
    expect(marks).toEqual([false, true]);
  });

  it('gives a channel up that will never take it, and says so in its record', async () => {
    const gone = channel('slack:team', {
      state: 'refused',
      reason: 'Slack answered 404 no_service',
    });
    const deps = depsOf([gone]);
    await sendDigest(periodOf(), deps);
    await sendDigest(periodOf(), deps);
    const { claim } = await deps.digests.load(periodOf().id);
    expect(claim?.deliveries).toMatchObject({
      'slack:team': { outcome: 'refused', reason: 'Slack answered 404 no_service', refused: 1 },
    });
  });

  it('shows a destination its own wallets alone, and wakes none for less than it wants', async () => {
    const own = channel('slack:rich');
    const critical = { ...channel('slack:critical'), minSeverity: 'critical' as const };
    await sendDigest(
      periodOf(),
      depsOf([
        { ...own, wallets: ['rich'] },
        { ...critical, wallets: ['rich'] },
      ]),
    );
    expect(JSON.stringify(own.got)).not.toContain('Main');
    expect(own.got[0]?.chat.headline).toMatch(/^All is well\. Rich: /);
    expect(critical.got).toEqual([]);
  });

  it('names a wallet that has not been read, and one that never was', async () => {
    nowMs = AT_MS + 24 * HOUR_MS;
    const sns = channel('sns');
    const deps = { ...depsOf([sns]), staleAfterMs: HOUR_MS };
    const late = { ...periodOf(), fromMs: AT_MS, toMs: nowMs };
    await sendDigest(late, { ...deps, wallets: [...deps.wallets, { id: 'new', name: 'New' }] });
    expect(sns.got[0]?.subject).toMatch(/^Look at 3 wallets\./);
    expect(sns.got[0]?.mail).toContain('no reading since Tue 10 Nov 08:00');
    expect(sns.got[0]?.mail).toContain('New: no reading yet');
  });
});

describe('a digest that is killed', () => {
  it('at any step is neither lost nor repeated unmarked', async () => {
    // The first run is not killed: it counts the boundaries at which the others are.
    let boundaries = Number.POSITIVE_INFINITY;
    for (let run = 0; run <= boundaries; run++) {
      const killAt = run === 0 ? Number.POSITIVE_INFINITY : run - 1;
      day += 1;
      nowMs = AT_MS;
      const sns = channel('sns');
      const slack = channel('slack:team');
      const deps = depsOf([sns, slack]);
      let boundary = 0;
      const dying = <T extends object>(part: T): T =>
        new Proxy(part, {
          get(target, name) {
            const method = Reflect.get(target, name);
            if (typeof method !== 'function') return method;
            return async (...args: unknown[]) => {
              // Nothing of a killed run goes on: every later call hangs as if it were never made.
              if (boundary++ >= killAt) throw new Error('killed');
              const answer = await method.apply(target, args);
              if (boundary++ >= killAt) throw new Error('killed');
              return answer;
            };
          },
        });
      await sendDigest(periodOf(), {
        ...deps,
        digests: dying(deps.digests),
        channels: deps.channels.map(dying),
      }).catch(() => undefined);
      if (run === 0) boundaries = boundary;
      else expect(boundary, `killed at ${killAt}`).toBeGreaterThan(killAt);
      nowMs += LEASE_OVER_MS;
      await sendDigest(periodOf(), deps);
      await sendDigest(periodOf(), deps);
      for (const { got } of [sns, slack]) {
        const marks = got.map(({ mail }) => mail.includes('Possible repeat'));
        expect(marks.length, `killed at ${killAt}`).toBeGreaterThanOrEqual(1);
        // A second one says so; the first may, when the run died before it could tell that nothing was sent.
        expect(marks.slice(1), `killed at ${killAt}`).toEqual(marks.slice(1).map(() => true));
        expect(marks.length, `killed at ${killAt}`).toBeLessThanOrEqual(2);
      }
    }
    // Before and after: loading the claim, taking it, two channels, recording each, and releasing the claim.
    expect(boundaries).toBe(14);
  });
});
