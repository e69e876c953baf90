import { QueryCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { itemBytes } from '../../../bench/units/item-bytes.ts';
import { type LocalTable, openLocalTable } from '../../../cli/local/table.ts';
import { createWalletStore } from '../../../functions/adapters/table/wallet-store.ts';
import type { SendOutcome } from '../../../functions/core/alert/delivery.ts';
import { HOUR_MS } from '../../../functions/core/ledger/durations.ts';
import type { Message } from '../../../functions/core/wording/message.ts';
import type { Channel } from '../../../functions/engine/channels.ts';
import { UndeliveredError } from '../../../functions/engine/deliver-outbox.ts';
import type { PollRuntime } from '../../../functions/poll/poll-runtime.ts';
import { pollWallet } from '../../../functions/poll/poll-wallet.ts';
import { sendTest } from '../../../functions/poll/send-test.ts';
import { POLICY, reading, START_MS } from '../../support/falling-wallet.ts';

const SILENT = { info: () => {}, warn: () => {}, error: () => {} };
const DEAD: SendOutcome = { state: 'failed', reason: 'Slack answered 503', arrived: 'no' };
/** Lambda tries a failed asynchronous invocation again after one minute, then after two more. */
const RETRIES_MS = [0, 60_000, 180_000];

let table: LocalTable;
beforeAll(async () => {
  table = await openLocalTable();
});
afterAll(() => table.close());

/** A wallet that is topped up for two days whenever it has been empty for half a day: alerts all along. */
function lively(wallet: string) {
  const time = { ms: START_MS, balance: 200 };
  const got: Record<string, Message[]> = { sns: [], 'slack:team': [] };
  const answers: Record<string, SendOutcome> = {};
  const channel = (name: string): Channel => ({
    name,
    minSeverity: 'info',
    send: async (message) => {
      const outcome = answers[name] ?? { state: 'accepted' };
      if (outcome.state === 'accepted') got[name]?.push(message);
      return outcome;
    },
  });
  const deps: PollRuntime = {
    wallet: { id: wallet, name: wallet },
    store: createWalletStore(table.client, table.tableName),
    vendor: {
      readBalance: async () => ({
        reading: reading(time.ms, time.balance.toFixed(4)),
        ignored: [],
        isTestKey: false,
      }),
    },
    channels: [channel('sns'), channel('slack:team')],
    policy: POLICY,
    pollMinutes: 60,
    timeoutMs: 60_000,
    clock: () => time.ms,
    log: SILENT,
  };
  let emptyHours = 0;
  let errors = 0;
  let errorHours = 0;
  async function hours(count: number, runtime = deps): Promise<void> {
    for (let hour = 0; hour < count; hour++) {
      const atMs = time.ms + HOUR_MS;
      emptyHours = time.balance <= 0 ? emptyHours + 1 : 0;
      time.balance = emptyHours > 12 ? 192 : Math.max(0, time.balance - 4);
      for (const afterMs of RETRIES_MS) {
        time.ms = atMs + afterMs;
        const error = await pollWallet(runtime).catch((thrown: unknown) => thrown);
        if (!(error instanceof Error)) break;
        expect(error).toBeInstanceOf(UndeliveredError);
        errors += 1;
        if (afterMs === 0) errorHours += 1;
      }
      time.ms = atMs;
    }
  }
  const counted = () => ({ errors, errorHours });
  const alerts = () => Array.fromAsync(deps.store.alerts(wallet, START_MS, time.ms + HOUR_MS));
  return { time, got, answers, hours, counted, alerts, deps };
}

function idsOf(messages: readonly Message[] = []): string[] {
  return messages.map(({ event }) => String(event.id));
}

describe('a Slack that is dead for 45 days', () => {
  it('is an alert by mail, no error of every poll, and no growing item', async () => {
    const wallet = lively('dead');
    await wallet.hours(24);
    wallet.answers['slack:team'] = DEAD;
    await wallet.hours(45 * 24);

    expect(wallet.counted().errors).toBeLessThanOrEqual(5);
    const mails = idsOf(wallet.got.sns);
    expect(new Set(mails).size).toBe(mails.length);
    expect(mails.filter((id) => id.endsWith('#delivery-failed')).length).toBeGreaterThanOrEqual(1);
    expect(mails.filter((id) => id.endsWith('#delivery-failed')).length).toBeLessThanOrEqual(2);

    const recorded = await wallet.alerts();
    expect(recorded.length).toBeGreaterThan(40);
    const bySlack = recorded.flatMap(({ deliveries }) => deliveries['slack:team'] ?? []);
    expect(Math.max(...bySlack.map(({ failed = 0 }) => failed))).toBeLessThan(60);
    const old = recorded.slice(0, -10).flatMap(({ deliveries }) => deliveries['slack:team'] ?? []);
    expect(new Set(old.map(({ outcome }) => outcome))).toEqual(new Set(['given-up']));

    const { Items = [] } = await table.client.send(
      new QueryCommand({
        TableName: table.tableName,
        KeyConditionExpression: 'pk = :pk',
        ExpressionAttributeValues: { ':pk': { S: 'WALLET#dead' } },
      }),
    );
    const alertBytes = Items.filter(({ sk }) => sk?.S?.startsWith('ALERT#')).map((item) =>
      itemBytes(item as unknown as Parameters<typeof itemBytes>[0]),
    );
    expect(Math.max(...alertBytes)).toBeLessThan(2_048);
    const { state } = await wallet.deps.store.load('dead', wallet.time.ms);
    expect(state?.outbox.length).toBeLessThanOrEqual(20);
  }, 120_000);

  it('rings the alarm in every interval where mail is dead as well', async () => {
    const wallet = lively('mute');
    await wallet.hours(24);
    Object.assign(wallet.answers, { sns: DEAD, 'slack:team': DEAD });
    await wallet.hours(48);
    const { errorHours } = wallet.counted();
    await wallet.hours(72);
    expect(wallet.counted().errorHours - errorHours).toBe(72);
    wallet.answers.sns = { state: 'accepted' };
    await wallet.hours(72);
    const before = wallet.counted().errorHours;
    await wallet.hours(24);
    expect(wallet.counted().errorHours).toBe(before);
  }, 120_000);
});

describe('a Slack that is away for 2.6 days', () => {
  it('gets once what still counts; the rest is recorded as given up', async () => {
    const wallet = lively('away');
    await wallet.hours(24);
    const awayFromMs = wallet.time.ms;
    wallet.answers['slack:team'] = DEAD;
    await wallet.hours(Math.round(2.6 * 24));
    delete wallet.answers['slack:team'];
    const backMs = wallet.time.ms;
    await wallet.hours(24);

    const posted = idsOf(wallet.got['slack:team']);
    expect(new Set(posted).size).toBe(posted.length);
    const during = (await wallet.alerts()).filter(({ id }) => {
      const atMs = Date.parse(id.split('#')[0] ?? '');
      return atMs > awayFromMs && atMs <= backMs;
    });
    const wanted = during.filter(({ kind }) => kind !== 'delivery-failed');
    expect(wanted.length).toBeGreaterThan(3);
    for (const { id, deliveries } of wanted) {
      const isOld = backMs - Date.parse(id.split('#')[0] ?? '') >= 54 * HOUR_MS;
      const outcome = deliveries['slack:team']?.outcome;
      const isPosted = posted.some((one) => one.endsWith(id));
      expect(outcome, id).toBe(isPosted ? 'accepted' : 'given-up');
      if (isOld) expect(outcome, id).toBe('given-up');
      if (backMs - Date.parse(id.split('#')[0] ?? '') < 48 * HOUR_MS)
        expect(isPosted, id).toBe(true);
    }
    expect(wanted.some(({ deliveries }) => deliveries['slack:team']?.outcome === 'given-up')).toBe(
      true,
    );
    expect((await wallet.deps.store.load('away', wallet.time.ms)).state?.outbox).toEqual([]);
  }, 60_000);
});

describe('a webhook that answers 410', () => {
  it('is sent nothing more, whatever happens, until a test is accepted', async () => {
    const wallet = lively('gone');
    const gone: SendOutcome = { state: 'refused', reason: 'answered 410', isEnd: true };
    let sent = 0;
    const channel: Channel = {
      name: 'webhook:shed',
      minSeverity: 'info',
      send: async () => {
        sent += 1;
        return wallet.answers['webhook:shed'] ?? { state: 'accepted' };
      },
    };
    const deps = { ...wallet.deps, channels: [...wallet.deps.channels, channel] };
    const hours = (count: number) => wallet.hours(count, deps);
    await hours(24);
    wallet.answers['webhook:shed'] = gone;
    await hours(3 * 24);
    const before = sent;
    const told = wallet.got.sns?.filter(({ event }) => event.kind === 'delivery-failed') ?? [];
    expect(told.map(({ event }) => event.failingChannel)).toEqual(['webhook:shed']);
    await hours(10 * 24);
    expect(sent).toBe(before);
    delete wallet.answers['webhook:shed'];
    await sendTest(deps);
    await hours(10 * 24);
    expect(sent).toBeGreaterThan(before + 1);
  });
});
