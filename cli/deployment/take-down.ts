import {
  type CloudFormationClient,
  DeleteStackCommand,
  waitUntilStackDeleteComplete,
} from '@aws-sdk/client-cloudformation';
import {
  DeleteTableCommand,
  type DynamoDBClient,
  ResourceNotFoundException,
  UpdateTableCommand,
} from '@aws-sdk/client-dynamodb';
import { CommandError } from '../command-error.ts';

const MAX_WAIT_SECONDS = 900;

/** Ends when the stack is gone. The table is kept by its own deletion policy. */
export async function deleteStack(name: string, client: CloudFormationClient): Promise<void> {
  await client.send(new DeleteStackCommand({ StackName: name }));
  const waiter = { client, maxWaitTime: MAX_WAIT_SECONDS, minDelay: 1, maxDelay: 10 };
  try {
    await waitUntilStackDeleteComplete(waiter, { StackName: name });
  } catch (cause) {
    throw new CommandError(
      `the stack ${name} could not be removed; its reasons stand among the stack's events. Secrets and history were left as they are`,
      { cause },
    );
  }
}

/** Deletion protection goes first; a table that is gone already is no error. */
export async function deleteHistory(TableName: string, client: DynamoDBClient): Promise<void> {
  try {
    await client.send(new UpdateTableCommand({ TableName, DeletionProtectionEnabled: false }));
    await client.send(new DeleteTableCommand({ TableName }));
  } catch (error) {
    if (!(error instanceof ResourceNotFoundException)) throw error;
  }
}
