import {
  ConditionalCheckFailedException,
  type DynamoDBClient,
  PutItemCommand,
} from '@aws-sdk/client-dynamodb';
import type { Item } from './history-items.ts';

/**
 * Writes an item that counts its writes, if nobody else wrote since.
 * @param item carries its own next `version`
 * @param version the one that was read; 0: there was none
 * @returns false: somebody else wrote since, or our own answer was lost and the SDK tried again
 */
export async function putVersioned(
  client: DynamoDBClient,
  tableName: string,
  item: Item,
  version: number,
): Promise<boolean> {
  try {
    await client.send(
      new PutItemCommand({
        TableName: tableName,
        Item: item,
        ConditionExpression: version === 0 ? 'attribute_not_exists(pk)' : 'version = :version',
        ...(version > 0 && {
          ExpressionAttributeValues: { ':version': { N: String(version) } },
        }),
      }),
    );
    return true;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return false;
    throw error;
  }
}
