import { paginateQuery } from '@aws-sdk/client-dynamodb';
import { eventsKey } from '../../../functions/adapters/table/table-keys.ts';
import { MINUTE_MS } from '../../../functions/core/ledger/durations.ts';
import { durationText } from '../../../functions/core/text/numbers.ts';
import { type Finding, logCommand, ok, wrong } from '../finding.ts';
import type { Patient } from '../patient.ts';

/** A poll that an event starts is over by then, Lambda's retries included. */
const LATE_MS = 15 * MINUTE_MS;

/** Where webhooks are taken: no event of SmartlyQ waits in the table to be dealt with. */
export async function checkEvents({ settings, stack, aws, nowMs }: Patient): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const { id, webhookSecretParameter } of settings.wallets) {
    if (webhookSecretParameter === undefined) continue;
    const waiting: { readonly name: string; readonly atMs: number }[] = [];
    const pages = paginateQuery(
      { client: aws.dynamodb },
      {
        TableName: stack.table,
        KeyConditionExpression: 'pk = :events',
        FilterExpression: '#state = :received',
        ExpressionAttributeNames: { '#state': 'state' },
        ExpressionAttributeValues: {
          ':events': { S: eventsKey(id) },
          ':received': { S: 'received' },
        },
      },
    );
    for await (const { Items = [] } of pages) {
      for (const { name, receivedAt } of Items) {
        waiting.push({ name: String(name?.S), atMs: Date.parse(receivedAt?.S ?? '') });
      }
    }
    findings.push(finding(id, waiting, stack.pollFunction, nowMs));
  }
  return findings;
}

function finding(
  id: string,
  waiting: readonly { readonly name: string; readonly atMs: number }[],
  pollFunction: string,
  nowMs: number,
): Finding {
  const what = `events of ${id}`;
  const [oldest] = waiting.toSorted((a, b) => a.atMs - b.atMs);
  if (oldest === undefined) return ok(what, 'all are dealt with');
  const ageMs = nowMs - oldest.atMs;
  const count = waiting.length === 1 ? '1 waits' : `${waiting.length} wait`;
  const said = `${count} to be dealt with, the oldest (${oldest.name}) for ${durationText(ageMs)}`;
  if (ageMs <= LATE_MS) return ok(what, said);
  return wrong(
    what,
    said,
    `the polls do not deal with them; their log says why: ${logCommand(pollFunction)}`,
  );
}
