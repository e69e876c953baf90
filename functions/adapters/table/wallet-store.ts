import {
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import type { SweepState } from '../../core/agency/sweep.ts';
import type { Attempt } from '../../core/alert/delivery.ts';
import type { OutboxEntry } from '../../core/alert/outbox.ts';
import type { LogDay } from '../../core/attribution/log-day.ts';
import type { Pause } from '../../core/decide/mute-decision.ts';
import type { Forecast } from '../../core/forecast/forecast.ts';
import type { Reading } from '../../core/ledger/reading.ts';
import type { RecordedDay } from '../../core/ledger/recorded-day.ts';
import type { IntervalSums } from '../../core/ledger/spend.ts';
import type { WalletState } from '../../core/state/wallet-state.ts';
import { firstRecord, furtherRecord, type RecordedAlert, recordedAlertOf } from './alert-items.ts';
import { type WaitingEvent, waitingEventsOf } from './event-items.ts';
import {
  dayItem,
  type RecordedReading,
  readingItem,
  setAsideItem,
  soundDayOf,
  soundReadingOf,
} from './history-items.ts';
import type { Item } from './item-codec.ts';
import { logDayItem, soundLogDayOf } from './log-day-item.ts';
import { pauseItem, pauseOf } from './pause-item.ts';
import { putVersioned } from './put-versioned.ts';
import { type StoredState, stateItem, stateOf } from './state-item.ts';
import { sweepOf } from './sweep-items.ts';
import {
  alertKey,
  dayKey,
  EVENTS_KEY,
  isReadingKey,
  PAUSE_KEY,
  readingKey,
  STATE_KEY,
  SWEEP_KEY,
  walletKey,
} from './table-keys.ts';

export interface LoadedWallet extends StoredState {
  /** Readings since the time asked for, oldest first. */
  readonly recent: readonly RecordedReading[];
  /** Whether somebody asked for no alerts; absent: nobody ever did. */
  readonly pause?: Pause;
  /** How the reading of its sub-accounts stands; absent where there are none. */
  readonly sweep?: SweepState;
  /** What the vendor pushed and no poll has dealt with. */
  readonly waitingEvents: readonly WaitingEvent[];
}

/** Times are epoch milliseconds; ranges include `fromMs` and exclude `toMs`. */
export interface WalletStore {
  /** One strongly consistent query: the state, a pause, what the vendor pushed, and the readings since `sinceMs`. */
  load(wallet: string, sinceMs: number): Promise<LoadedWallet>;
  /** The state as it was moments ago: half the price of `load`, for a look at another wallet. */
  peek(wallet: string): Promise<WalletState | undefined>;
  putReading(
    wallet: string,
    reading: Reading,
    sums: IntervalSums | undefined,
    forecast: Forecast,
  ): Promise<void>;
  /** Takes a reading that a wrong clock has dated out of the history: nobody reads it again, and the table drops it. */
  setAside(wallet: string, reading: Reading, nowMs: number): Promise<void>;
  putDay(wallet: string, day: RecordedDay): Promise<void>;
  /** What the request log says of a day, beside the day's own totals; it may come before there are any. */
  putLogDay(wallet: string, day: LogDay): Promise<void>;
  /** As `days`, of those that the request log was read of, whole or not. */
  logDays(wallet: string, from: string, to: string): AsyncGenerator<LogDay>;
  putPause(wallet: string, pause: Pause): Promise<void>;
  /**
   * False: somebody else wrote since `version` was read, or our own answer was lost and the SDK tried again;
   * `writer` tells the two apart in what `load` finds then.
   */
  saveState(wallet: string, state: WalletState, version: number, writer?: string): Promise<boolean>;
  /**
   * Counts attempts, at most one a channel, into the alert's own record, which it makes if need be. None: no
   * channel wanted it.
   */
  recordAttempts(wallet: string, entry: OutboxEntry, attempts: readonly Attempt[]): Promise<void>;
  readAlert(wallet: string, id: string): Promise<RecordedAlert | undefined>;
  readings(wallet: string, fromMs: number, toMs: number): AsyncGenerator<RecordedReading>;
  /** `from` included, `to` excluded; dates as "2026-11-22". */
  days(wallet: string, from: string, to: string): AsyncGenerator<RecordedDay>;
  alerts(wallet: string, fromMs: number, toMs: number): AsyncGenerator<RecordedAlert>;
}

/** The one table, by the keys of `table-keys.ts`. */
export function createWalletStore(client: DynamoDBClient, tableName: string): WalletStore {
  // It copies every item for a log that nobody keeps: a tenth of a poll's CPU.
  client.middlewareStack.remove('loggerMiddleware');
  async function* query(wallet: string, from: string, before: string): AsyncGenerator<Item> {
    let start: Item | undefined;
    do {
      const page: { Items?: Item[] | undefined; LastEvaluatedKey?: Item | undefined } =
        await client.send(
          new QueryCommand({
            TableName: tableName,
            KeyConditionExpression: 'pk = :wallet AND sk BETWEEN :from AND :before',
            ExpressionAttributeValues: {
              ':wallet': { S: walletKey(wallet) },
              ':from': { S: from },
              ':before': { S: before },
            },
            ConsistentRead: true,
            ExclusiveStartKey: start,
          }),
        );
      for (const item of page.Items ?? []) {
        // BETWEEN includes its end, and ours is exclusive but for the state's own key.
        if (item.sk?.S !== before || before === STATE_KEY) yield item;
      }
      start = page.LastEvaluatedKey;
    } while (start !== undefined);
  }

  /** Sets the item's attributes and leaves others as they are: a day's totals and its log come apart. */
  async function update({ pk, sk, ...attributes }: Item): Promise<void> {
    const names = Object.keys(attributes);
    await client.send(
      new UpdateItemCommand({
        TableName: tableName,
        Key: { pk, sk } as Item,
        UpdateExpression: `SET ${names.map((_, at) => `#${at} = :${at}`).join(', ')}`,
        ExpressionAttributeNames: Object.fromEntries(names.map((name, at) => [`#${at}`, name])),
        ExpressionAttributeValues: Object.fromEntries(
          Object.values(attributes).map((value, at) => [`:${at}`, value]),
        ),
      }),
    );
  }

  return {
    async load(wallet, sinceMs) {
      const recent: RecordedReading[] = [];
      let state: Item | undefined;
      let pause: Pause | undefined;
      let sweep: SweepState | undefined;
      let waitingEvents: readonly WaitingEvent[] = [];
      for await (const item of query(wallet, readingKey(sinceMs), STATE_KEY)) {
        const sk = item.sk?.S ?? '';
        if (isReadingKey(sk)) recent.push(...listed(soundReadingOf(item)));
        else if (sk === PAUSE_KEY) pause = pauseOf(item);
        else if (sk === EVENTS_KEY) waitingEvents = waitingEventsOf(item);
        else if (sk === SWEEP_KEY) ({ sweep } = sweepOf(item));
        else if (sk === STATE_KEY) state = item;
      }
      return { ...stateOf(state), recent, pause, sweep, waitingEvents };
    },

    async peek(wallet) {
      const Key = { pk: { S: walletKey(wallet) }, sk: { S: STATE_KEY } };
      const { Item } = await client.send(new GetItemCommand({ TableName: tableName, Key }));
      return stateOf(Item).state;
    },

    async putReading(wallet, reading, sums, forecast) {
      const Item = readingItem(wallet, reading, sums, forecast);
      await client.send(new PutItemCommand({ TableName: tableName, Item }));
    },

    async setAside(wallet, reading, nowMs) {
      const Item = setAsideItem(wallet, reading, nowMs);
      await client.send(new PutItemCommand({ TableName: tableName, Item }));
    },

    async putDay(wallet, day) {
      await update(dayItem(wallet, day));
    },

    async putLogDay(wallet, day) {
      await update(logDayItem(wallet, day));
    },

    async *logDays(wallet, from, to) {
      for await (const item of query(wallet, dayKey(from), dayKey(to)))
        yield* listed(soundLogDayOf(item));
    },

    async putPause(wallet, pause) {
      await client.send(
        new PutItemCommand({ TableName: tableName, Item: pauseItem(wallet, pause) }),
      );
    },

    async saveState(wallet, state, version, writer) {
      const item = stateItem(wallet, state, version + 1, writer);
      return putVersioned(client, tableName, item, version);
    },

    async recordAttempts(wallet, entry, attempts) {
      const Key = { pk: { S: walletKey(wallet) }, sk: { S: alertKey(entry.id) } };
      const update = async (record: ReturnType<typeof firstRecord>, refusal: string) => {
        try {
          await client.send(new UpdateItemCommand({ TableName: tableName, Key, ...record }));
          return true;
        } catch (error) {
          if (error instanceof Error && error.name === refusal) return false;
          throw error;
        }
      };
      // Most alerts go to more than one channel, so most attempts find the record made.
      if (attempts.length > 0 && (await update(furtherRecord(attempts), 'ValidationException'))) {
        return;
      }
      const first = firstRecord(entry, attempts);
      const isFirst = await update(first, 'ConditionalCheckFailedException');
      // Another channel's first attempt has made it meanwhile.
      if (!isFirst && attempts.length > 0) await update(furtherRecord(attempts), '');
    },

    async readAlert(wallet, id) {
      const key = alertKey(id);
      for await (const item of query(wallet, key, `${key}~`)) return recordedAlertOf(item);
      return undefined;
    },

    async *readings(wallet, fromMs, toMs) {
      for await (const item of query(wallet, readingKey(fromMs), readingKey(toMs))) {
        yield* listed(soundReadingOf(item));
      }
    },

    async *days(wallet, from, to) {
      for await (const item of query(wallet, dayKey(from), dayKey(to)))
        yield* listed(soundDayOf(item));
    },

    async *alerts(wallet, fromMs, toMs) {
      const from = alertKey(new Date(fromMs).toISOString());
      const to = alertKey(new Date(toMs).toISOString());
      for await (const item of query(wallet, from, to)) yield recordedAlertOf(item);
    },
  };
}

function listed<T>(found: T | undefined): T[] {
  return found === undefined ? [] : [found];
}
