import {
  GetQueueAttributesCommand,
  type Message,
  ReceiveMessageCommand,
} from '@aws-sdk/client-sqs';
import { outsideText } from '../../../functions/adapters/http/outside-text.ts';
import { HOUR_MS } from '../../../functions/core/ledger/durations.ts';
import { durationText } from '../../../functions/core/text/numbers.ts';
import { OUTPUTS } from '../../../functions/settings/outputs.ts';
import { advisedDeploy } from '../advised.ts';
import { type Finding, logCommand, ok, wrong } from '../finding.ts';
import type { Patient } from '../patient.ts';

/** As long as its alarm looks back. */
const RECENT_MS = 3 * HOUR_MS;
/** SQS hands out so many at a time. */
const SHOWN = 10;
const WHAT = 'lost runs';

/** Runs that AWS gave up, and why. They stay in their queue for 14 days; looking at them takes none out. */
export async function checkLostRuns(patient: Patient): Promise<Finding[]> {
  const { stack, aws, nowMs } = patient;
  const QueueUrl = stack.outputs[OUTPUTS.deadLetters];
  if (QueueUrl === undefined) {
    return [wrong(WHAT, `${stack.name} keeps none yet`, `deploy it: ${advisedDeploy(patient)}`)];
  }
  const [{ Attributes }, { Messages = [] }] = await Promise.all([
    aws.sqs.send(
      new GetQueueAttributesCommand({
        QueueUrl,
        AttributeNames: ['ApproximateNumberOfMessages'],
      }),
    ),
    aws.sqs.send(
      new ReceiveMessageCommand({
        QueueUrl,
        MaxNumberOfMessages: SHOWN,
        VisibilityTimeout: 0,
        MessageAttributeNames: ['All'],
        MessageSystemAttributeNames: ['SentTimestamp'],
      }),
    ),
  ]);
  const count = Math.max(Number(Attributes?.ApproximateNumberOfMessages ?? 0), Messages.length);
  if (count === 0) return [ok(WHAT, 'none in the last 14 days')];
  const runs = Messages.map((message) => lostRun(message, nowMs)).toSorted(
    (a, b) => a.ageMs - b.ageMs,
  );
  const [last] = runs;
  const all = count === 1 ? '1 in the last 14 days' : `${count} in the last 14 days`;
  if (last === undefined) return [ok(WHAT, all)];
  const said = `${all}; ${last.said}, ${durationText(last.ageMs)} ago`;
  if (last.ageMs > RECENT_MS) return [ok(WHAT, said)];
  const functionName = last.functionArn ?? stack.pollFunction;
  return [wrong(WHAT, said, `the log says more: ${logCommand(functionName)}`)];
}

interface LostRun {
  readonly ageMs: number;
  /** "main: Function timed out" */
  readonly said: string;
  readonly functionArn?: string;
}

/** By Lambda: a record around the request. By Scheduler: the request, with the reason beside it. */
function lostRun({ Body = '{}', Attributes, MessageAttributes }: Message, nowMs: number): LostRun {
  const { requestContext, requestPayload, responsePayload, ...own } = parsed(Body);
  const request = (requestPayload ?? own) as {
    readonly wallet?: unknown;
    readonly scheduledAt?: unknown;
  };
  const response = responsePayload as { readonly errorMessage?: unknown } | undefined;
  const context = requestContext as
    | { readonly condition?: unknown; readonly functionArn?: unknown }
    | undefined;
  const reason =
    response?.errorMessage ??
    MessageAttributes?.ERROR_MESSAGE?.StringValue ??
    context?.condition ??
    'no reason is given';
  const other = request.scheduledAt === undefined ? 'an alarm' : 'the digest';
  const run = typeof request.wallet === 'string' ? request.wallet : other;
  return {
    ageMs: nowMs - Number(Attributes?.SentTimestamp ?? nowMs),
    said: outsideText(`${run}: ${reason}`),
    // Its log is the function's, without the version.
    functionArn: context && String(context.functionArn).replace(/:\$LATEST$/, ''),
  };
}

function parsed(body: string): Readonly<Record<string, unknown>> {
  try {
    return JSON.parse(body);
  } catch {
    return {};
  }
}
