import { Readable } from 'node:stream';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { walletKey } from '../../functions/adapters/table/table-keys.ts';
import { createWalletStore } from '../../functions/adapters/table/wallet-store.ts';
import { pollWallet } from '../../functions/poll/poll-wallet.ts';
import { pollDeps } from '../../test/support/poll-world.ts';
import { LOCAL_AWS } from '../../test/support/topic-with-queue.ts';
import { median } from '../output/statistics.ts';
import type { StoredItem } from '../units/item-bytes.ts';
import { BENCH_POLICY, type Past, QUARTER_MS } from '../world/past.ts';

const WARM_UP = 200;
const BATCHES = 9;
const POLLS_A_BATCH = 100;
const NOWHERE = 'http://127.0.0.1:9';
const SILENT = { info: () => {}, warn: () => {}, error: () => {} };

/**
 * CPU of a warm poll that waits for nobody, milliseconds: decoding, forecast, decision, encoding, and the
 * SDK's own work up to its socket. The table answers from this process's memory, the vendor at once.
 */
export async function cpuOfPollWithoutIo({
  state,
}: Past): Promise<{ median: number; least: number }> {
  const last = state.series?.lastReading;
  if (last === undefined) throw new RangeError('a past has a last reading');
  let atMs = last.atMs;
  const addresses = { dynamodb: NOWHERE, smartlyq: NOWHERE, sns: NOWHERE, slack: NOWHERE };
  const table = memoryTable();
  const client = new DynamoDBClient({ ...LOCAL_AWS, requestHandler: table });
  const store = createWalletStore(client, 'runway');
  await store.saveState('main', state, 0);
  const deps = {
    ...pollDeps(
      { ...addresses, tableName: 'runway', topicArn: 'none' },
      () => atMs,
      BENCH_POLICY,
      SILENT,
      15,
    ),
    store,
    vendor: {
      readBalance: () =>
        Promise.resolve({ reading: { ...last, atMs }, ignored: [], isTestKey: false }),
    },
  };
  const poll = async (times: number) => {
    for (let poll = 0; poll < times; poll++) {
      atMs += QUARTER_MS;
      await pollWallet(deps);
    }
  };
  await poll(WARM_UP);
  const batches: number[] = [];
  for (let batch = 0; batch < BATCHES; batch++) {
    const before = process.cpuUsage();
    const tableBefore = table.ownMs;
    await poll(POLLS_A_BATCH);
    const { user, system } = process.cpuUsage(before);
    const tableMs = table.ownMs - tableBefore;
    batches.push(((user + system) / 1_000 - tableMs) / POLLS_A_BATCH);
  }
  return { median: median(batches), least: Math.min(...batches) };
}

/** Answers a poll's four requests as the table would, from the last items of one wallet. */
function memoryTable() {
  const pk = walletKey('main');
  let state: StoredItem | undefined;
  let readings: StoredItem[] = [];
  const answer = (target: string, asked: { Item?: StoredItem }) => {
    if (target === 'Query') return { Items: [...readings, ...(state ? [state] : [])] };
    const sk = asked.Item?.sk?.S;
    if (asked.Item?.pk?.S === pk && sk === 'STATE') state = asked.Item;
    else if (asked.Item && String(sk).startsWith('READING#')) {
      readings = [...readings, asked.Item].slice(-4);
    }
    return {};
  };
  return {
    /** What the stand-in itself has taken: that is no poll's. */
    ownMs: 0,
    handle(request: { headers: Record<string, string>; body: string | Uint8Array }) {
      const startedMs = performance.now();
      const target = request.headers['x-amz-target']?.split('.')[1] ?? '';
      const text =
        typeof request.body === 'string' ? request.body : new TextDecoder().decode(request.body);
      const asked = JSON.parse(text) as { Item?: StoredItem };
      const body = Readable.from([Buffer.from(JSON.stringify(answer(target, asked)))]);
      const headers = { 'content-type': 'application/x-amz-json-1.0' };
      this.ownMs += performance.now() - startedMs;
      return Promise.resolve({ response: { statusCode: 200, headers, body } });
    },
  };
}
