import { DynamoDBClient, PutItemCommand, paginateQuery } from '@aws-sdk/client-dynamodb';
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { DAY_MS } from '../../functions/core/ledger/durations.ts';

const TableName = process.env.RUNWAY_TABLE ?? '';
const ALERT_DAYS = 3;

const table = new DynamoDBClient();
const topic = new SNSClient();
const parameters = new SSMClient();

/** A wallet's items of the plain way, apart from the project's own. */
export function plainKey(wallet: string): string {
  return `PLAIN#${wallet}`;
}

/**
 * What most people would write in an afternoon, and what the project is measured beside: keep the balance,
 * read the whole history at every poll, average it, compare. It learns no hours, keeps no outbox, sends the
 * same alert at every poll, and one reader of its history pays for all of it, each time.
 */
export async function handler({ wallet }: { readonly wallet: string }): Promise<void> {
  const key = await parameters.send(
    new GetParameterCommand({ Name: `/smartlyq-runway/${wallet}/api-key`, WithDecryption: true }),
  );
  const answer = await fetch(`${process.env.RUNWAY_BASE_URL}/me/balance`, {
    headers: { authorization: `Bearer ${key.Parameter?.Value}` },
  });
  const { data } = (await answer.json()) as { data: { balance: string } };
  const nowMs = Date.now();
  const pk = { S: plainKey(wallet) };
  const Item = { pk, sk: { S: new Date(nowMs).toISOString() }, balance: { N: data.balance } };
  await table.send(new PutItemCommand({ TableName, Item }));

  let spent = 0;
  let firstMs = nowMs;
  let before: number | undefined;
  for await (const page of paginateQuery(
    { client: table },
    {
      TableName,
      KeyConditionExpression: 'pk = :pk',
      ExpressionAttributeValues: { ':pk': pk },
    },
  )) {
    for (const { sk, balance } of page.Items ?? []) {
      const now = Number(balance?.N);
      if (before === undefined) firstMs = Date.parse(sk?.S ?? '');
      else spent += Math.max(0, before - now);
      before = now;
    }
  }
  const perDay = spent / ((nowMs - firstMs) / DAY_MS);
  const days = Number(data.balance) / perDay;
  if (days > ALERT_DAYS) return;
  const Message = `${wallet} runs out in ${days.toFixed(1)} days`;
  await topic.send(new PublishCommand({ TopicArn: process.env.RUNWAY_TOPIC_ARN, Message }));
}
