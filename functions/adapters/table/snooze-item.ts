import {
  ConditionalCheckFailedException,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import type { Severity } from '../../core/alert/alert.ts';
import type { Snooze } from '../../core/alert/snooze.ts';
import { fromItem, type Item } from './item-codec.ts';
import { isoTime, SNOOZE_KEY, snoozeKey } from './table-keys.ts';

/** DynamoDB forgets an item by itself some time after this; people may look a snooze up until then. */
const KEPT_AFTER_END_SECONDS = 7 * 86_400;

export interface SnoozeStore {
  /** Strongly consistent. It may have ended already. */
  read(wallet: string): Promise<Snooze | undefined>;
  /** False: a snooze until the very same moment stands already, and nothing was changed. */
  write(wallet: string, snooze: Snooze): Promise<boolean>;
  /** As `write`, but only where no snooze is in force when it is set. False: one is, and nothing was changed. */
  writeFirst(wallet: string, snooze: Snooze): Promise<boolean>;
  /** False: it was ended or replaced since it was read, and nothing was changed. */
  end(
    wallet: string,
    snooze: Pick<Snooze, 'setAtMs'>,
    end: { readonly atMs: number; readonly by?: string },
  ): Promise<boolean>;
}

/**
 * `SNOOZE` items have a partition key of their own, so that IAM can hold their writer to them
 * (`dynamodb:LeadingKeys` sees no sort keys). It costs a poll one more read, beside its query.
 */
export function createSnoozeStore(client: DynamoDBClient, tableName: string): SnoozeStore {
  /** @param until which earlier snooze it may replace while that still lasts, against `:time` */
  function put(wallet: string, snooze: Snooze, until: string, timeMs: number): Promise<boolean> {
    const command = new PutItemCommand({
      TableName: tableName,
      Item: snoozeItem(wallet, snooze),
      ConditionExpression: `attribute_not_exists(pk) OR ${until} OR attribute_exists(#endedAt)`,
      ExpressionAttributeNames: { '#until': 'until', '#endedAt': 'endedAt' },
      ExpressionAttributeValues: { ':time': { S: isoTime(timeMs) } },
    });
    return isDone(client.send(command));
  }

  return {
    async read(wallet) {
      const { Item: found } = await client.send(
        new GetItemCommand({ TableName: tableName, Key: keyOf(wallet), ConsistentRead: true }),
      );
      return found && snoozeOf(found);
    },

    write: (wallet, snooze) => put(wallet, snooze, '#until <> :time', snooze.untilMs),
    writeFirst: (wallet, snooze) => put(wallet, snooze, '#until <= :time', snooze.setAtMs),

    async end(wallet, { setAtMs }, { atMs, by }) {
      const command = new UpdateItemCommand({
        TableName: tableName,
        Key: keyOf(wallet),
        UpdateExpression: `SET #endedAt = :endedAt${by === undefined ? '' : ', #endedBy = :by'}`,
        ConditionExpression: '#setAt = :setAt AND attribute_not_exists(#endedAt)',
        ExpressionAttributeNames: {
          '#setAt': 'setAt',
          '#endedAt': 'endedAt',
          ...(by !== undefined && { '#endedBy': 'endedBy' }),
        },
        ExpressionAttributeValues: {
          ':setAt': { S: isoTime(setAtMs) },
          ':endedAt': { S: isoTime(atMs) },
          ...(by !== undefined && { ':by': { S: by } }),
        },
      });
      return isDone(client.send(command));
    },
  };
}

/** False where the condition did not hold. */
async function isDone(sending: Promise<unknown>): Promise<boolean> {
  try {
    await sending;
    return true;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return false;
    throw error;
  }
}

function keyOf(wallet: string): Item {
  return { pk: { S: snoozeKey(wallet) }, sk: { S: SNOOZE_KEY } };
}

function snoozeItem(wallet: string, { untilMs, setAtMs, ...rest }: Snooze): Item {
  return {
    ...keyOf(wallet),
    ...marshall(
      {
        until: isoTime(untilMs),
        setAt: isoTime(setAtMs),
        ...rest,
        expiresAt: Math.floor(untilMs / 1_000) + KEPT_AFTER_END_SECONDS,
      },
      { removeUndefinedValues: true },
    ),
  };
}

/** Undefined: it cannot be read. */
function snoozeOf(stored: Item): Snooze | undefined {
  const { until, setAt, reason, by, severity, levelDays, endedAt, endedBy } = fromItem(stored);
  const [untilMs, setAtMs] = [Date.parse(String(until)), Date.parse(String(setAt))];
  if (!Number.isFinite(untilMs) || !Number.isFinite(setAtMs)) return undefined;
  return {
    untilMs,
    setAtMs,
    reason: String(reason ?? ''),
    ...(by !== undefined && { by: String(by) }),
    ...(severity !== undefined && { severity: String(severity) as Severity }),
    ...(levelDays !== undefined && { levelDays: Number(levelDays) }),
    ...(endedAt !== undefined && { endedAtMs: Date.parse(String(endedAt)) }),
    ...(endedBy !== undefined && { endedBy: String(endedBy) }),
  };
}
