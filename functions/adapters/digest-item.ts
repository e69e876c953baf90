import { type DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import type { Delivery } from '../core/delivery.ts';
import type { Period } from '../core/digest.ts';
import type { Pending } from '../core/outbox.ts';
import type { ChannelTrouble } from '../core/wallet-state.ts';
import { putVersioned } from './put-versioned.ts';
import { DIGESTS_KEY, digestKey, isoTime } from './table-keys.ts';

/** A digest's claim: its period, and how far each channel is. Its text is made anew, never stored. */
export interface DigestClaim extends Pending, Period {
  readonly deliveries: Readonly<Record<string, Delivery>>;
  /** Channels that did not take it yet, for the pauses between attempts. */
  readonly troubles: Readonly<Record<string, ChannelTrouble>>;
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
      const { pk: _, sk: __, version, from, to, expiresAt: ___, ...found } = unmarshall(Item);
      const period = { id, fromMs: Date.parse(from), toMs: Date.parse(to) };
      return { claim: { ...period, ...found } as DigestClaim, version };
    },

    async save({ id, fromMs, toMs, ...claim }, version) {
      const stored = {
        version: version + 1,
        from: isoTime(fromMs),
        to: isoTime(toMs),
        ...claim,
        expiresAt: Math.floor((clock() + KEPT_MS) / 1_000),
      };
      const item = { ...keyOf(id), ...marshall(stored, { removeUndefinedValues: true }) };
      return putVersioned(client, tableName, item, version);
    },
  };
}
