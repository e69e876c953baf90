import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';

export interface CountedUnits {
  readUnits: number;
  writeUnits: number;
  /** Nothing counts before it is set. */
  isCounted: boolean;
}

/** Counts what the embedded table says that each call consumed. */
export function countUnits(client: DynamoDBClient): CountedUnits {
  const counted: CountedUnits = { readUnits: 0, writeUnits: 0, isCounted: false };
  client.middlewareStack.add(
    (next, { commandName }) =>
      async (args) => {
        const input = { ...args.input, ReturnConsumedCapacity: 'TOTAL' };
        const result = await next({ ...args, input });
        const { ConsumedCapacity } = result.output as {
          ConsumedCapacity?: { CapacityUnits?: number };
        };
        const isRead = commandName === 'QueryCommand' || commandName === 'GetItemCommand';
        if (counted.isCounted) {
          counted[isRead ? 'readUnits' : 'writeUnits'] += ConsumedCapacity?.CapacityUnits ?? 0;
        }
        return result;
      },
    { step: 'initialize', name: 'countUnits' },
  );
  return counted;
}
