import { type AttributeValue, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  createWalletStore,
  type WalletStore,
} from '../../../functions/adapters/table/wallet-store.ts';
import { HOUR_MS } from '../../../functions/core/ledger/durations.ts';
import { VENDOR_EVENTS } from '../../../functions/core/vendor/vendor-event.ts';
import { pollWallet } from '../../../functions/poll/poll-wallet.ts';
import { POLICY, START_MS } from '../../support/falling-wallet.ts';
import { pollDeps } from '../../support/poll-world.ts';
import { startWorld, type World } from '../../support/world.ts';

const PER_DAY = 96;
const WATCHED_DAYS = 9;
const OWN_URL = 'https://abc123.lambda-url.eu-central-1.on.aws/main';

describe('a closed day’s row', () => {
  let world: World;
  let store: WalletStore;
  let stateKeys: string[] = [];
  const warnings: string[] = [];
  const checks: number[] = [];

  beforeAll(async () => {
    world = await startWorld({ startMs: START_MS, balance: 5_000, perDay: PER_DAY });
    store = createWalletStore(world.table.client, world.table.tableName);
    const { simulator, addresses, clock } = world;
    simulator.webhooks.create('https://gone.example/main', VENDOR_EVENTS, START_MS);
    const own = simulator.webhooks.create(OWN_URL, VENDOR_EVENTS, START_MS);
    const log = {
      info: () => {},
      error: () => {},
      warn: (message: string) => void warnings.push(message),
    };
    const deps = pollDeps(addresses, clock, POLICY, log);
    const { vendor } = deps;
    const counted = {
      ...vendor,
      listWebhooks: () => {
        checks.push(world.nowMs);
        return vendor.listWebhooks?.() ?? Promise.reject(new Error('no webhooks'));
      },
    };
    for (let hour = 0; hour <= WATCHED_DAYS * 24 + 2; hour++) {
      world.nowMs = START_MS + hour * HOUR_MS;
      if (hour === 7 * 24) {
        for (const webhook of simulator.webhooks.list()) webhook.status = 'failing';
      }
      if (hour === 8 * 24) own.status = 'active';
      const wallet = { ...deps.wallet, webhookSecretParameter: '/main/webhook-secret' };
      await pollWallet({ ...deps, wallet, vendor: counted });
    }
    const { state } = await store.load('main', world.nowMs);
    const stored = Object.entries(state?.series ?? {});
    stateKeys = stored.flatMap(([key, value]) => (value === undefined ? [] : [key]));
  });
  afterAll(() => world.close());

  const rowOf = async (date: string): Promise<Record<string, AttributeValue> | undefined> => {
    const Key = { pk: { S: 'WALLET#main' }, sk: { S: `DAY#${date}` } };
    const { tableName, client } = world.table;
    return (await client.send(new GetItemCommand({ TableName: tableName, Key }))).Item;
  };

  it('is written by a poll that looks at the webhook, once a day', () => {
    expect(checks.map((ms) => (ms - START_MS) / HOUR_MS)).toEqual(
      Array.from({ length: WATCHED_DAYS }, (_, day) => (day + 1) * 24 + 1),
    );
  });

  it('says on which days the webhook was paused, and the log says it as often', async () => {
    expect((await rowOf('2026-11-07'))?.webhookPaused).toBeUndefined();
    expect((await rowOf('2026-11-08'))?.webhookPaused).toEqual({ BOOL: true });
    expect((await rowOf('2026-11-09'))?.webhookPaused).toBeUndefined();
    expect(warnings).toEqual(["the vendor has paused the wallet's webhook"]);
  });

  it('leaves nothing of it in the state', () => {
    const series = ['bill', 'lastReading', 'recharge', 'spend', 'sums', 'today'];
    expect(stateKeys.toSorted()).toEqual(series);
  });
});
