import {
  ConditionalCheckFailedException,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import type { VendorEvent } from '../../core/vendor/vendor-event.ts';
import type { Item } from './item-codec.ts';
import { storedEventOf } from './stored-event.ts';
import { EVENTS_KEY, eventKey, eventsKey, isoTime, walletKey } from './table-keys.ts';

/** The vendor tries for about an hour; people may want to look a month back. */
const KEPT_SECONDS = 30 * 86_400;

/**
 * - `received`: it is stored, and no poll has dealt with it yet.
 * - `done`: a poll has dealt with it.
 */
export type EventState = 'received' | 'done';

/** An event that waits to be dealt with. */
export interface WaitingEvent {
  readonly id: string;
  /** The sub-account whose function deals with it. @default the wallet's own poll does */
  readonly subAccount?: string;
}

export interface StoredEvent {
  readonly state: EventState;
  /** undefined: what is stored is no event that means anything here. */
  readonly event?: VendorEvent;
}

/**
 * Once `claim` has returned, an event is not lost: its facts are stored, and each later query for its wallet finds
 * that it waits, until `markDone`.
 */
export interface EventStore {
  /**
   * Records an event before anything is done about it. One that is stored already is left as it is.
   * @returns `new`, or how far the stored one has come
   */
  claim(wallet: string, event: VendorEvent, subAccount?: string): Promise<'new' | EventState>;
  /** Strongly consistent; undefined: never received. */
  read(wallet: string, id: string): Promise<StoredEvent | undefined>;
  /** A poll has dealt with it. Saying it twice is no error; one that was never received stays so. */
  markDone(wallet: string, waiting: WaitingEvent, atMs: number): Promise<void>;
}

/**
 * `EVENT#…` partitions hold the events, so that IAM can limit the webhook to them. Beside that it may only add to the
 * set of what waits, `RUN#EVENTS` in the wallet's partition, which the poll's one query reads.
 */
export function createEventStore(client: DynamoDBClient, tableName: string): EventStore {
  async function read(wallet: string, id: string): Promise<StoredEvent | undefined> {
    const { Item: found } = await client.send(
      new GetItemCommand({ TableName: tableName, Key: keyOf(wallet, id), ConsistentRead: true }),
    );
    if (found === undefined) return undefined;
    return {
      state: found.state?.S === 'done' ? 'done' : 'received',
      event: storedEventOf(id, found),
    };
  }

  async function changeWaiting(
    wallet: string,
    { id, subAccount }: WaitingEvent,
    change: 'ADD' | 'DELETE',
  ): Promise<void> {
    const word = subAccount === undefined ? id : `${subAccount}#${id}`;
    await client.send(
      new UpdateItemCommand({
        TableName: tableName,
        Key: { pk: { S: walletKey(wallet) }, sk: { S: EVENTS_KEY } },
        UpdateExpression: `${change} waiting :one`,
        ExpressionAttributeValues: { ':one': { SS: [word] } },
      }),
    );
  }

  return {
    read,

    async claim(wallet, event, subAccount) {
      const claimed = await put(wallet, event);
      if (claimed !== 'done') await changeWaiting(wallet, { id: event.id, subAccount }, 'ADD');
      return claimed;
    },

    async markDone(wallet, waiting, atMs) {
      try {
        await client.send(
          new UpdateItemCommand({
            TableName: tableName,
            Key: keyOf(wallet, waiting.id),
            UpdateExpression: 'SET #state = :done, doneAt = if_not_exists(doneAt, :at)',
            ConditionExpression: 'attribute_exists(pk)',
            ExpressionAttributeNames: { '#state': 'state' },
            ExpressionAttributeValues: { ':done': { S: 'done' }, ':at': { S: isoTime(atMs) } },
          }),
        );
      } catch (error) {
        if (!(error instanceof ConditionalCheckFailedException)) throw error;
      }
      await changeWaiting(wallet, waiting, 'DELETE');
    },
  };

  async function put(wallet: string, event: VendorEvent): Promise<'new' | EventState> {
    try {
      await client.send(
        new PutItemCommand({
          TableName: tableName,
          Item: eventItem(wallet, event),
          ConditionExpression: 'attribute_not_exists(pk)',
        }),
      );
      return 'new';
    } catch (error) {
      if (!(error instanceof ConditionalCheckFailedException)) throw error;
      // Expired between the two calls: nobody has dealt with it as far as anybody knows.
      return (await read(wallet, event.id))?.state ?? 'received';
    }
  }
}

/** The set of what waits. */
export function waitingEventsOf(item: Item | undefined): WaitingEvent[] {
  return (item?.waiting?.SS ?? []).map((word) => {
    const [id = '', subAccount] = word.split('#').reverse();
    return { id, subAccount };
  });
}

function keyOf(wallet: string, id: string): Item {
  return { pk: { S: eventsKey(wallet) }, sk: { S: eventKey(id) } };
}

function eventItem(wallet: string, { id, receivedAtMs, ...facts }: VendorEvent): Item {
  return {
    ...keyOf(wallet, id),
    name: { S: facts.name },
    facts: { S: JSON.stringify(facts) },
    state: { S: 'received' },
    receivedAt: { S: isoTime(receivedAtMs) },
    expiresAt: { N: String(Math.floor(receivedAtMs / 1_000) + KEPT_SECONDS) },
  };
}
