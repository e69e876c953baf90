import { gunzipSync, gzipSync } from 'node:zlib';
import { type DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import type { ChannelTrouble, Delivery } from '../../core/alert/delivery.ts';
import type { Pending } from '../../core/alert/outbox.ts';
import type { Period } from '../../core/digest/digest-period.ts';
import type { Message } from '../../core/wording/message.ts';
import { putVersioned } from './put-versioned.ts';
import { DIGESTS_KEY, digestKey, isoTime } from './table-keys.ts';

/** A digest as one channel gets it. */
export interface DigestMessages {
  readonly first: Message;
  /** Says that an earlier one may have arrived. */
  readonly repeat: Message;
  /** Whose page is linked, where the messages hold `PAGE_PLACEHOLDER`. */
  readonly pageOf?: string;
}

/** A digest's claim: its period, and how far each channel is. */
export interface DigestClaim extends Pending, Period {
  readonly deliveries: Readonly<Record<string, Delivery>>;
  /** Channels that did not take it yet, for the pauses between attempts. */
  readonly troubles: Readonly<Record<string, ChannelTrouble>>;
  /** By channel, as long as one has still to take it. */
  readonly messages?: Readonly<Record<string, DigestMessages>>;
}

export interface DigestStore {
  /** Strongly consistent. `version` 0: nobody has claimed it yet. */
  load(id: string): Promise<{ readonly claim: DigestClaim | undefined; readonly version: number }>;
  /** False: somebody else wrote since `version` was read. */
  save(claim: DigestClaim, version: number): Promise<boolean>;
}

const KEPT_MS = 400 * 86_400_000;

/** `DIGEST#<period>` items. */
export function createDigestStore(
  client: DynamoDBClient,
  tableName: string,
  clock: () => number,
): DigestStore {
  const keyOf = (id: string) => ({ pk: { S: DIGESTS_KEY }, sk: { S: digestKey(id) } });
  return {
    async load(id) {
      const { Item } = await client.send(
        new GetItemCommand({ TableName: tableName, Key: keyOf(id), ConsistentRead: true }),
      );
      if (Item === undefined) return { claim: undefined, version: 0 };
      const {
        pk: _,
        sk: __,
        version,
        from,
        to,
        expiresAt: ___,
        messages,
        ...found
      } = unmarshall(Item);
      const period = { id, fromMs: Date.parse(from), toMs: Date.parse(to) };
      const texts = messages && { messages: JSON.parse(gunzipSync(messages).toString()) };
      return { claim: { ...period, ...found, ...texts } as DigestClaim, version };
    },

    async save({ id, fromMs, toMs, messages, ...claim }, version) {
      const stored = {
        version: version + 1,
        from: isoTime(fromMs),
        to: isoTime(toMs),
        ...claim,
        // Of an agency they may be longer than an item can be.
        ...(messages && { messages: gzipSync(JSON.stringify(messages)) }),
        expiresAt: Math.floor((clock() + KEPT_MS) / 1_000),
      };
      const item = { ...keyOf(id), ...marshall(stored, { removeUndefinedValues: true }) };
      return putVersioned(client, tableName, item, version);
    },
  };
}
