import {
  CloudFormationClient,
  DescribeStacksCommand,
  type DescribeStacksCommandOutput,
} from '@aws-sdk/client-cloudformation';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { OUTPUTS } from '../functions/settings/outputs.ts';
import { CommandError } from './command-error.ts';

/**
 * The history table of a deployed stack, found through the usual AWS credential chain.
 * @throws CommandError when there is no such stack, or AWS does not let us look
 */
export async function stackTable(
  stack: string,
): Promise<{ client: DynamoDBClient; tableName: string }> {
  const client = new CloudFormationClient();
  let found: DescribeStacksCommandOutput;
  try {
    found = await client.send(new DescribeStacksCommand({ StackName: stack }));
  } catch (error) {
    throw awsError(error, stack);
  } finally {
    client.destroy();
  }
  const outputs = found.Stacks?.[0]?.Outputs ?? [];
  const tableName = outputs.find(({ OutputKey }) => OutputKey === OUTPUTS.table)?.OutputValue;
  if (tableName !== undefined) return { client: new DynamoDBClient(), tableName };
  throw new CommandError(
    `the stack ${stack} has no output ${OUTPUTS.table}: it is no smartlyq-runway stack, or its deployment has not ended`,
  );
}

/** What a person can do about a call to AWS that failed. */
export function awsError(error: unknown, stack: string): Error {
  if (!(error instanceof Error)) return new CommandError(String(error));
  const { name, message } = error;
  if (name === 'ValidationError' && message.includes('does not exist')) {
    return new CommandError(
      `there is no stack ${stack} in this account and region: check its name, AWS_PROFILE and AWS_REGION`,
      { cause: error },
    );
  }
  if (message === 'Region is missing') {
    return new CommandError('no AWS region: set AWS_REGION', { cause: error });
  }
  if (name === 'CredentialsProviderError' || name === 'TokenProviderError') {
    return new CommandError(
      `no AWS credentials: sign in, or set AWS_PROFILE (${firstLine(message)})`,
      { cause: error },
    );
  }
  if ('$metadata' in error || 'code' in error || '$fault' in error) {
    return new CommandError(`AWS: ${name}: ${firstLine(message)}`, { cause: error });
  }
  return error;
}

function firstLine(text: string): string {
  return text.split('\n', 1)[0] ?? '';
}
