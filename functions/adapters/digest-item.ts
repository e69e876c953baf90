import { type DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import type { Pending } from '../core/outbox.ts';
import type { Attempt } from './alert-items.ts';
import { putVersioned } from './put-versioned.ts';
import { DIGESTS_KEY, digestKey, isoTime } from './table-keys.ts';

/** A digest's claim: how far each channel is, and every attempt. Its text is made anew, never stored. */
export interface DigestClaim extends Pending {
  readonly attempts: readonly Attempt[];
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
      const { version, channels, leaseUntilMs, attempts } = unmarshall(Item);
      const claim = { id, channels, leaseUntilMs, attempts: attempts.map(attemptOf) };
      return { claim, version };
    },

    async save({ id, channels, leaseUntilMs, attempts }, version) {
      const stored = {
        version: version + 1,
        channels,
        leaseUntilMs,
        attempts: attempts.map(({ atMs, ...attempt }) => ({ at: isoTime(atMs), ...attempt })),
        expiresAt: Math.floor((clock() + KEPT_MS) / 1_000),
      };
      const item = { ...keyOf(id), ...marshall(stored, { removeUndefinedValues: true }) };
      return putVersioned(client, tableName, item, version);
    },
  };
}

function attemptOf({ at, ...attempt }: Omit<Attempt, 'atMs'> & { readonly at: string }): Attempt {
  return { ...attempt, atMs: Date.parse(at) };
}
