import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import * as v from 'valibot';
import type { TestResult } from '../../functions/poll/send-test.ts';
import { CommandError } from '../command-error.ts';
import { deployedStack } from '../deployment/stack.ts';
import { awsError } from '../stack-table.ts';

const count = v.exactOptional(v.number());
const delivery = v.object({
  outcome: v.picklist(['accepted', 'refused', 'failed', 'given-up', 'dropped', 'batched']),
  reason: v.exactOptional(v.string()),
  firstAt: v.string(),
  lastAt: v.string(),
  accepted: count,
  refused: count,
  failed: count,
});
const answer = v.object({ id: v.string(), deliveries: v.record(v.string(), delivery) });
const failure = v.object({ errorMessage: v.string(), errorType: v.exactOptional(v.string()) });

/** Asks the deployed poll function for a test message, so that its own rights and secrets are tried. */
export async function sendThroughStack(stack: string, wallet: string): Promise<TestResult> {
  const { pollFunction } = await deployedStack(stack);
  const client = new LambdaClient();
  let payload: string;
  try {
    const command = new InvokeCommand({
      FunctionName: pollFunction,
      Payload: JSON.stringify({ wallet, test: true }),
    });
    const { Payload } = await client.send(command);
    payload = new TextDecoder().decode(Payload);
  } catch (error) {
    throw awsError(error, stack);
  } finally {
    client.destroy();
  }
  const json: unknown = JSON.parse(payload);
  const parsed = v.safeParse(answer, json);
  if (parsed.success) return parsed.output;
  const failed = v.safeParse(failure, json);
  // Its message names the wallets that were deployed: nothing failed there.
  if (failed.success && failed.output.errorType === 'UnknownWalletError') {
    throw new CommandError(failed.output.errorMessage);
  }
  const why = failed.success ? failed.output.errorMessage : 'it answered nothing that we know';
  throw new CommandError(`the poll function failed: ${why}; see its log`);
}
