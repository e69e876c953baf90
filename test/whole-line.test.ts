import { ScanCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createWalletStore } from '../functions/adapters/table/wallet-store.ts';
import { HOUR_MS } from '../functions/core/ledger/durations.ts';
import { pollWallet } from '../functions/poll/poll-wallet.ts';
import { POLICY, START_MS } from './support/falling-wallet.ts';
import { pollDeps, SECRET_KEY } from './support/poll-world.ts';
import type { DeliveredAlert } from './support/topic-with-queue.ts';
import { startWorld, type World } from './support/world.ts';

describe('the whole line, from a falling wallet to SNS and Slack', () => {
  const HOURS = 10.5 * 24;
  let world: World;
  const delivered: DeliveredAlert[] = [];
  const logged: unknown[] = [];
  const read: { atMs: number; balance: string }[] = [];

  beforeAll(async () => {
    world = await startWorld({ startMs: START_MS, balance: 1_000, perDay: 100 });
    const collect = (message: string, facts: Record<string, unknown>) =>
      void logged.push({ message, ...facts });
    const log = { info: collect, warn: collect, error: collect };
    const deps = pollDeps(world.addresses, world.clock, POLICY, log);
    for (let hour = 0; hour <= HOURS; hour++) {
      world.nowMs = START_MS + hour * HOUR_MS;
      const report = await pollWallet(deps);
      if (report === undefined) throw new Error('no key');
      const { atMs, balance } = report.reading;
      read.push({ atMs, balance: balance.decimal });
      if (report.alerts.length > 0) delivered.push(...(await world.topic.drain()));
    }
    delivered.push(...(await world.topic.drain()));
  });
  afterAll(() => world.close());

  it('tells each level once, in time, on both channels', () => {
    const kinds = delivered.map(({ event }) => `${event.kind} ${event.levelDays ?? ''}`.trim());
    expect(kinds).toEqual(['runway 7', 'runway 3', 'runway 1', 'floor', 'depleted']);
    expect(delivered.map(({ attributes }) => attributes)).toContainEqual({
      severity: 'critical',
      kind: 'depleted',
      wallet: 'main',
    });
    expect(world.slack.messages.map(({ text }) => text)).toEqual(
      delivered.map(({ mail }) => mail.split('\n')[0]),
    );
    const warned = delivered.find(({ event }) => event.levelDays === 3);
    const emptyAt = read.find(({ balance }) => Number(balance) <= 2)?.atMs ?? 0;
    const leadHours = (emptyAt - Date.parse(String(warned?.event.at))) / HOUR_MS;
    expect(leadHours).toBeGreaterThan(48);
    expect(leadHours).toBeLessThan(96);
  });

  it('records every reading with its exact balance and what was forecast', async () => {
    const store = createWalletStore(world.table.client, world.table.tableName);
    const recorded = await Array.fromAsync(store.readings('main', 0, world.nowMs + 1));
    expect(recorded.map(({ reading }) => [reading.atMs, reading.balance.decimal])).toEqual(
      read.map(({ atMs, balance }) => [atMs, balance]),
    );
    const spent = recorded.reduce((sum, { spend }) => sum + Number(spend?.decimal ?? 0), 0);
    expect(spent).toBeCloseTo(1_000, 6);
    expect(recorded[72]?.runwayDays?.p50).toBeCloseTo(7, 0);
  });

  it('closes each day once', async () => {
    const store = createWalletStore(world.table.client, world.table.tableName);
    const days = await Array.fromAsync(store.days('main', '2026-11-01', '2026-12-01'));
    expect(days.map(({ date }) => date).slice(0, 3)).toEqual([
      '2026-11-02',
      '2026-11-03',
      '2026-11-04',
    ]);
    expect(days[1]).toMatchObject({ spend: { decimal: '100.0008' }, readings: 24 });
  });

  it('keeps for each alert why it was sent and how each channel answered', async () => {
    const store = createWalletStore(world.table.client, world.table.tableName);
    const alerts = await Array.fromAsync(store.alerts('main', 0, world.nowMs + 1));
    expect(alerts.map(({ kind }) => kind)).toEqual([
      'runway',
      'runway',
      'runway',
      'floor',
      'depleted',
    ]);
    expect(alerts[1]).toMatchObject({ reason: 'under 3 days for two hours', severity: 'warning' });
    for (const { deliveries } of alerts) {
      expect(deliveries).toMatchObject({
        sns: { outcome: 'accepted', accepted: 1 },
        'slack:team': { outcome: 'accepted', accepted: 1 },
      });
    }
  });

  it('leaves the outbox empty and the state small', async () => {
    const store = createWalletStore(world.table.client, world.table.tableName);
    const { state } = await store.load('main', world.nowMs);
    expect(state?.outbox).toEqual([]);
  });

  it('shows the API key and the webhook URL in no item, message or log line', async () => {
    const { Items } = await world.table.client.send(
      new ScanCommand({ TableName: world.table.tableName }),
    );
    expect(Items?.length).toBeGreaterThan(HOURS);
    const everything = JSON.stringify([Items, delivered, logged, world.slack.messages]);
    expect(everything).not.toContain(SECRET_KEY);
    expect(everything).not.toContain(new URL(world.slack.url).pathname);
  });
});
