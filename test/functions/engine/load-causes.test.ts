import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { afterEach, describe, expect, it } from 'vitest';
import { type LocalTable, openLocalTable } from '../../../cli/local/table.ts';
import { fixedSecret } from '../../../functions/adapters/aws/secret-source.ts';
import { createWalletReads } from '../../../functions/adapters/smartlyq/wallet-reads.ts';
import { createWalletStore } from '../../../functions/adapters/table/wallet-store.ts';
import { makeAlert } from '../../../functions/core/decide/make-alert.ts';
import { startHistory } from '../../../functions/core/forecast/hourly-spend.ts';
import { parseAmount } from '../../../functions/core/ledger/amount.ts';
import { openDay } from '../../../functions/core/ledger/day-totals.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../../functions/core/ledger/durations.ts';
import type { Message } from '../../../functions/core/wording/message.ts';
import { loadCauses } from '../../../functions/engine/load-causes.ts';
import type { Run } from '../../../functions/engine/runtime.ts';
import { pollWallet } from '../../../functions/poll/poll-wallet.ts';
import { dailyRhythm } from '../../../simulator/daily-rhythm.ts';
import { type SimulatorOptions, startSimulator } from '../../../simulator/server.ts';
import { createSimulatedWallet } from '../../../simulator/wallet.ts';
import { POLICY, START_MS } from '../../support/falling-wallet.ts';

const KEY = 'sqk_live_0123456789abcdef';
const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  await Promise.all(closing.splice(0).map((close) => close()));
});
const schema = JSON.parse(
  readFileSync(new URL('../../../schemas/alert.schema.json', import.meta.url), 'utf8'),
);
const isValid = new Ajv2020({ strict: false, formats: { 'date-time': true } }).compile(schema);

/** A wallet of some days' credit, polled every quarter of an hour, and the messages that it sends. */
async function spending(balance: number, options: Partial<SimulatorOptions> = {}) {
  const startMs = START_MS + 7 * HOUR_MS;
  const world = { nowMs: startMs, messages: [] as Message[], warnings: [] as string[] };
  const logPages: number[] = [];
  const clock = () => world.nowMs;
  const table: LocalTable = await openLocalTable();
  const simulator = await startSimulator({
    wallet: createSimulatedWallet({
      startMs,
      logFromMs: startMs - 28 * DAY_MS,
      balance,
      currency: 'USD',
      spend: dailyRhythm({ perDay: 120, seed: 2 }),
    }),
    clock,
    ratePerMinute: 1_000,
    onRequest: ({ path }) => void (path === '/v1/logs' && logPages.push(world.nowMs)),
    ...options,
  });
  closing.push(simulator.close, table.close);
  const reads = createWalletReads({
    baseUrl: simulator.url,
    apiKey: fixedSecret(KEY),
    clock,
    maxAttempts: 1,
    allowLoopback: true,
  });
  const quiet = () => {};
  const runtime = {
    wallet: { id: 'main', name: 'main' },
    store: createWalletStore(table.client, table.tableName),
    vendor: { readBalance: reads.readBalance },
    requestLog: reads,
    channels: [
      {
        name: 'sns',
        minSeverity: 'info' as const,
        send: async (message: Message) => {
          world.messages.push(message);
          return { state: 'accepted' as const };
        },
      },
    ],
    policy: POLICY,
    pollMinutes: 15,
    timeoutMs: 60_000,
    clock,
    log: {
      info: quiet,
      error: quiet,
      warn: (message: string) => void world.warnings.push(message),
    },
  };
  async function poll(): Promise<Message[]> {
    world.messages = [];
    await pollWallet(runtime);
    world.nowMs += 15 * MINUTE_MS;
    return world.messages;
  }
  async function until(kind: string): Promise<Message> {
    for (let polls = 0; polls < 2_000; polls++) {
      const found = (await poll()).find(({ attributes }) => attributes.kind === kind);
      if (found !== undefined) return found;
    }
    throw new Error(`no ${kind}`);
  }
  return { world, poll, until, simulator, logPages };
}

const lineOf = (mail: string, label: string) =>
  mail.split('\n').find((line) => line.startsWith(label));

describe('why it burns', () => {
  it('stands in the alerts of a level and of an empty wallet, with what was refused', async () => {
    const { until, world, simulator, logPages } = await spending(330);
    const runway = await until('runway');
    expect(lineOf(runway.mail, 'Mostly')).toMatch(
      /^Mostly {6}(text|image generation|video generation|audio) \d+ %/,
    );
    expect(lineOf(runway.mail, 'Mostly')).toMatch(/key #\d+$/);
    const labels = runway.chat.sections.flatMap(({ lines }) => lines.map(({ label }) => label));
    expect(labels).toContain('Mostly');
    expect(runway.event.spentOn).toMatchObject({
      calls: expect.any(Number),
      total: expect.any(Number),
    });
    const depleted = await until('depleted');
    expect(lineOf(depleted.mail, 'Mostly')).toBeDefined();
    expect(lineOf(depleted.mail, 'Refused')).toMatch(
      /^Refused {5}\d+ calls? (was|were) refused since \d\d:\d\d$/,
    );
    const reminder = await until('depleted');
    const { count = 0 } = (reminder.event.refusedCalls ?? {}) as { count?: number };
    expect(count).toBeGreaterThan(20);
    simulator.wallet.topUp(world.nowMs, 1_000);
    const toppedUp = await until('topped-up');
    expect(lineOf(toppedUp.mail, 'Refused')).toMatch(
      /calls were refused since \w{3} \d+ \w{3} \d\d:\d\d$/,
    );
    expect(lineOf(toppedUp.mail, 'Mostly')).toBeUndefined();
    for (const { event, mail } of [runway, depleted, reminder, toppedUp]) {
      expect(isValid(JSON.parse(JSON.stringify(event))), JSON.stringify(isValid.errors)).toBe(true);
      expect(mail.trimEnd().split('\n').length).toBeLessThanOrEqual(15);
    }
    const perPoll = Map.groupBy(logPages, (atMs) => atMs);
    // The ten of the poll's own step, and five of a notification.
    for (const [, pages] of perPoll) expect(pages.length).toBeLessThanOrEqual(15);
  });

  it.each([
    ['is missing its scope', { apiKeys: [{ key: KEY, scopes: ['wallet:read'] }] }],
    ['has used its allowance up', { ratePerMinute: 1 }],
  ])('is left out where the log %s, and the alert goes', async (_, options) => {
    const { until } = await spending(330, options);
    const { mail, event } = await until('runway');
    expect(lineOf(mail, 'Mostly')).toBeUndefined();
    expect(event).not.toHaveProperty('spentOn');
  });

  it('takes five seconds at most, and never throws', async () => {
    const balance = parseAmount(5, 'USD');
    const series = {
      lastReading: { atMs: START_MS, balance },
      spend: startHistory(START_MS),
      today: openDay('2026-11-02', balance),
    };
    const facts = { balance, burnPerDay: 5, forecastState: 'steady', runwayDays: null } as const;
    const alert = makeAlert('depleted', 'it is empty', facts, START_MS);
    const causes = (readLog: () => Promise<never>) =>
      loadCauses(alert, { series }, {
        requestLog: { readLog },
        clock: () => START_MS,
        wallet: { id: 'main', name: 'main' },
        log: { info: () => {}, warn: () => {}, error: () => {} },
      } as unknown as Run);
    const startedMs = performance.now();
    expect(await causes(() => new Promise(() => {}))).toEqual({});
    expect(performance.now() - startedMs).toBeLessThan(5_500);
    expect(await causes(() => Promise.reject(new TypeError('odd')))).toEqual({});
  }, 10_000);
});
