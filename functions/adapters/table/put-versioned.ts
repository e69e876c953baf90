import {
  ConditionalCheckFailedException,
  type DynamoDBClient,
  PutItemCommand,
  type PutItemCommandInput,
} from '@aws-sdk/client-dynamodb';
import type { Item } from './item-codec.ts';

/** What a version that cannot be read counts as; no item is ever written so often. */
const UNREADABLE = 1_000_000_000;

/** The `version` of an item that is stored. */
export function storedVersion(found: unknown): number {
  const isSound = typeof found === 'number' && found >= 1 && found <= Number.MAX_SAFE_INTEGER;
  return isSound ? Number(found) : UNREADABLE;
}

/**
 * Writes an item that counts its writes, if nobody else wrote since.
 * @param item carries its own next `version`
 * @param version the one that was read, by `storedVersion`; 0: there was no item
 * @returns false: somebody else wrote since, or our own answer was lost and the SDK tried again
 */
export async function putVersioned(
  client: DynamoDBClient,
  tableName: string,
  item: Item,
  version: number,
): Promise<boolean> {
  const condition: Pick<PutItemCommandInput, 'ConditionExpression' | 'ExpressionAttributeValues'> =
    version === 0
      ? { ConditionExpression: 'attribute_not_exists(pk)' }
      : version === UNREADABLE
        ? {
            ConditionExpression:
              'attribute_not_exists(version) OR NOT version BETWEEN :one AND :most',
            ExpressionAttributeValues: {
              ':one': { N: '1' },
              ':most': { N: String(Number.MAX_SAFE_INTEGER) },
            },
          }
        : {
            ConditionExpression: 'version = :version',
            ExpressionAttributeValues: { ':version': { N: String(version) } },
          };
  try {
    await client.send(new PutItemCommand({ TableName: tableName, Item: item, ...condition }));
    return true;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return false;
    throw error;
  }
}
