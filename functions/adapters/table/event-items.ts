import {
  ConditionalCheckFailedException,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import type { VendorEvent } from '../../core/vendor/vendor-event.ts';
import type { Item } from './item-codec.ts';
import { eventKey, eventsKey, isoTime } from './table-keys.ts';

/** The vendor tries for about an hour; people may want to look a month back. */
const KEPT_SECONDS = 30 * 86_400;

/**
 * - `received`: it stands in the table, and nobody has said yet that it was dealt with.
 * - `done`: a poll has dealt with it.
 */
export type EventState = 'received' | 'done';

export interface EventStore {
  /**
   * Records an event before anything is done about it. One that stands already is left as it is.
   * @returns `new`, or how far the one that stands has come
   */
  claim(wallet: string, event: VendorEvent): Promise<'new' | EventState>;
  /** Strongly consistent; undefined: never received. */
  read(wallet: string, id: string): Promise<EventState | undefined>;
  /** The poll's word that it dealt with an event. Saying it twice is no error; one never received stays so. */
  markDone(wallet: string, id: string, atMs: number): Promise<void>;
}

/** `EVENT#` items have a partition of their own, so that IAM can hold the webhook to them. */
export function createEventStore(client: DynamoDBClient, tableName: string): EventStore {
  async function read(wallet: string, id: string): Promise<EventState | undefined> {
    const { Item: found } = await client.send(
      new GetItemCommand({ TableName: tableName, Key: keyOf(wallet, id), ConsistentRead: true }),
    );
    if (found === undefined) return undefined;
    return found.state?.S === 'done' ? 'done' : 'received';
  }

  return {
    read,

    async claim(wallet, event) {
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
        return (await read(wallet, event.id)) ?? 'received';
      }
    },

    async markDone(wallet, id, atMs) {
      try {
        await client.send(
          new UpdateItemCommand({
            TableName: tableName,
            Key: keyOf(wallet, id),
            UpdateExpression: 'SET #state = :done, doneAt = if_not_exists(doneAt, :at)',
            ConditionExpression: 'attribute_exists(pk)',
            ExpressionAttributeNames: { '#state': 'state' },
            ExpressionAttributeValues: { ':done': { S: 'done' }, ':at': { S: isoTime(atMs) } },
          }),
        );
      } catch (error) {
        if (!(error instanceof ConditionalCheckFailedException)) throw error;
      }
    },
  };
}

function keyOf(wallet: string, id: string): Item {
  return { pk: { S: eventsKey(wallet) }, sk: { S: eventKey(id) } };
}

function eventItem(wallet: string, { id, name, receivedAtMs }: VendorEvent): Item {
  return {
    ...keyOf(wallet, id),
    name: { S: name },
    state: { S: 'received' },
    receivedAt: { S: isoTime(receivedAtMs) },
    expiresAt: { N: String(Math.floor(receivedAtMs / 1_000) + KEPT_SECONDS) },
  };
}
