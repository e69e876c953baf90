import {
  BatchWriteItemCommand,
  type DynamoDBClient,
  paginateScan,
  type WriteRequest,
} from '@aws-sdk/client-dynamodb';
import { createSweepStore } from '../../functions/adapters/table/sweep-items.ts';
import { eventsKey, snoozeKey, walletKey } from '../../functions/adapters/table/table-keys.ts';
import { subAccountParts } from '../../functions/core/agency/sub-account.ts';

/** BatchWriteItem takes so many at a time. */
const ITEMS_AT_ONCE = 25;

/**
 * What the table holds of a wallet and of its sub-accounts, or of one sub-account, to be deleted. Reads the whole table
 * once, because a sub-account that left long ago is in no list.
 */
export async function storedOf(
  id: string,
  client: DynamoDBClient,
  TableName: string,
): Promise<WriteRequest[]> {
  const partitions = [walletKey(id), snoozeKey(id), eventsKey(id)];
  const pages = paginateScan(
    { client },
    {
      TableName,
      ProjectionExpression: 'pk, sk',
      FilterExpression: partitions
        .map((_, at) => `pk = :own${at} OR begins_with(pk, :sub${at})`)
        .join(' OR '),
      ExpressionAttributeValues: Object.fromEntries(
        partitions.flatMap((key, at) => [
          [`:own${at}`, { S: key }],
          [`:sub${at}`, { S: `${key}/` }],
        ]),
      ),
    },
  );
  const found: WriteRequest[] = [];
  for await (const { Items = [] } of pages) {
    found.push(...Items.map((Key) => ({ DeleteRequest: { Key } })));
  }
  return found;
}

/** Deletes what `storedOf` found; an agency's list of sub-accounts forgets this one. */
export async function forgetWallet(
  id: string,
  stored: readonly WriteRequest[],
  client: DynamoDBClient,
  TableName: string,
): Promise<void> {
  for (let at = 0; at < stored.length; at += ITEMS_AT_ONCE) {
    let left: WriteRequest[] | undefined = stored.slice(at, at + ITEMS_AT_ONCE);
    // What DynamoDB had no time for comes back, and is given again.
    while (left !== undefined && left.length > 0) {
      const command: BatchWriteItemCommand = new BatchWriteItemCommand({
        RequestItems: { [TableName]: left },
      });
      left = (await client.send(command)).UnprocessedItems?.[TableName];
    }
  }
  const parts = subAccountParts(id);
  if (parts === undefined) return;
  const sweeps = createSweepStore(client, TableName);
  const inventory = await sweeps.inventory(parts.parent);
  const rest = inventory.filter((one) => one.id !== parts.subAccount);
  if (rest.length < inventory.length) await sweeps.putInventory(parts.parent, rest);
}
