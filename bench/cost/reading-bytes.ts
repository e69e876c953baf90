import { ScanCommand } from '@aws-sdk/client-dynamodb';
import type { LocalTable } from '../../cli/local/table.ts';

/** Of a reading, on average. As DynamoDB counts: names and values; 100 bytes more for an item's own index. */
export async function readingBytes({ client, tableName }: LocalTable): Promise<number> {
  const { Items = [] } = await client.send(new ScanCommand({ TableName: tableName, Limit: 500 }));
  const readings = Items.filter(({ sk }) => sk?.S?.startsWith('READING#'));
  const bytes = readings.reduce((sum, item) => {
    const plain = Object.entries(item).map(([name, value]) => name + Object.values(value).join());
    return sum + Buffer.byteLength(plain.join('')) + 100;
  }, 0);
  return bytes / Math.max(1, readings.length);
}
