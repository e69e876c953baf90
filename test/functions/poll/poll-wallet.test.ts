import { UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { SecretMissingError } from '../../../functions/adapters/aws/secret-source.ts';
import { createSmartlyqClient } from '../../../functions/adapters/smartlyq/smartlyq-client.ts';
import { createWalletStore } from '../../../functions/adapters/table/wallet-store.ts';
import { HOUR_MS } from '../../../functions/core/ledger/durations.ts';
import { UndeliveredError } from '../../../functions/engine/deliver-outbox.ts';
import { pollWallet } from '../../../functions/poll/poll-wallet.ts';
import { POLICY, START_MS } from '../../support/falling-wallet.ts';
import { pollDeps } from '../../support/poll-world.ts';
import { startWorld, type World } from '../../support/world.ts';

let world: World;
const logged: string[] = [];
const log = {
  info: () => {},
  warn: (message: string) => void logged.push(message),
  error: (message: string) => void logged.push(message),
};
const deps = () => pollDeps(world.addresses, world.clock, POLICY, log);

beforeEach(async () => {
  logged.length = 0;
  world = await startWorld({ startMs: START_MS, balance: 14, perDay: 96 });
  onTestFinished(() => world.close());
});

/** 14 credits at 4 an hour: the poll at hour 3 finds 2 left, which counts as empty. */
async function pollAt(hour: number) {
  world.nowMs = START_MS + hour * HOUR_MS;
  return pollWallet(deps());
}

describe('a poll', () => {
  it('waits for its setup when no key is stored, and fails nothing', async () => {
    const apiKey = { read: () => Promise.reject(new SecretMissingError('/main/api-key')) };
    const vendor = createSmartlyqClient({
      baseUrl: world.addresses.smartlyq,
      apiKey,
      clock: world.clock,
      allowLoopback: true,
    });
    expect(await pollWallet({ ...deps(), vendor })).toBeUndefined();
    expect(logged).toEqual([expect.stringContaining('no key stored: run setup')]);
  });

  it('says what it ignored of an answer and goes on', async () => {
    const vendor = {
      readBalance: async () => ({
        ...(await deps().vendor.readBalance()),
        ignored: ['monthly_reset_at'],
      }),
    };
    expect(await pollWallet({ ...deps(), vendor })).toBeDefined();
    expect(logged).toEqual(['ignored']);
  });

  it('tries again what a channel could not take, and never sends it twice to the other', async () => {
    for (const hour of [0, 1, 2]) await pollAt(hour);
    await world.topic.drain();
    world.slack.messages.length = 0;

    world.slack.answerWith(503);
    await expect(pollAt(3)).rejects.toThrow(UndeliveredError);
    await expect(pollAt(3.1)).rejects.toThrow('not delivered yet, will be tried again');
    world.slack.answerWith(200);
    await pollAt(3.2);
    await pollAt(4);

    expect((await world.topic.drain()).map(({ event }) => event.kind)).toEqual(['depleted']);
    expect(world.slack.messages.map(({ text }) => text)).toEqual([
      'main is empty: 2 SQC left. Top up now.',
    ]);
    expect(JSON.stringify(world.slack.messages)).not.toContain('possible repeat');
  });

  it('still sends what waits when the vendor does not answer', async () => {
    for (const hour of [0, 1, 2]) await pollAt(hour);
    world.slack.messages.length = 0;
    world.slack.answerWith(503);
    await expect(pollAt(3)).rejects.toThrow(UndeliveredError);

    world.slack.answerWith(200);
    world.simulator.failNext({ kind: 'status', status: 404 });
    await expect(pollAt(3.5)).rejects.toMatchObject({ name: 'SmartlyqError' });
    expect(world.slack.messages.map(({ text }) => text)).toEqual([
      'main is empty: 2 SQC left. Top up now.',
    ]);
  });

  it('stops trying a channel that will never take it', async () => {
    for (const hour of [0, 1, 2]) await pollAt(hour);
    world.slack.answerWith(404, 'no_service');
    await pollAt(3);
    const store = createWalletStore(world.table.client, world.table.tableName);
    const alerts = await Array.fromAsync(
      store.alerts('main', START_MS + 3 * HOUR_MS, world.nowMs + 1),
    );
    expect(alerts[0]?.deliveries['slack:team']).toMatchObject({
      outcome: 'refused',
      reason: expect.stringContaining('no_service'),
    });
  });

  it('rebuilds a state that it does not know from the readings, and tells nothing again', async () => {
    for (const hour of [0, 1, 2, 3]) await pollAt(hour);
    await world.topic.drain();
    const store = createWalletStore(world.table.client, world.table.tableName);
    const { version } = await store.load('main', 0);
    await world.table.client.send(
      new UpdateItemCommand({
        TableName: world.table.tableName,
        Key: { pk: { S: 'WALLET#main' }, sk: { S: 'STATE' } },
        UpdateExpression: 'SET #schema = :other',
        ExpressionAttributeNames: { '#schema': 'schema' },
        ExpressionAttributeValues: { ':other': { N: '99' } },
      }),
    );
    const report = await pollAt(4);
    expect(report?.alerts).toEqual([]);
    expect(await world.topic.drain()).toEqual([]);
    expect(logged).toEqual(['state rebuilt from readings']);
    expect((await store.load('main', 0)).version).toBe(version + 1);
  });
});
