import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { GetFunctionConfigurationCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { SchedulerClient } from '@aws-sdk/client-scheduler';
import { SNSClient } from '@aws-sdk/client-sns';
import { SQSClient } from '@aws-sdk/client-sqs';
import { SSMClient } from '@aws-sdk/client-ssm';
import { VARIABLES, VENDOR_BASE_URL } from '../../functions/settings/environment.ts';
import type { Settings } from '../../functions/settings/settings-schema.ts';
import type { KeyCheckOptions } from '../deployment/check-key.ts';
import { type Parameters, parametersOf } from '../deployment/parameters.ts';
import type { DeployedStack } from '../deployment/stack.ts';

/** What the checks look at, and with what. */
export interface Patient {
  readonly stack: DeployedStack;
  readonly settings: Settings;
  /** The settings file, as named on the command line. */
  readonly config: string;
  readonly parameters: Parameters;
  /** The API that the deployed functions talk to. */
  readonly api: KeyCheckOptions;
  readonly aws: AwsClients;
  /** Epoch milliseconds. */
  readonly nowMs: number;
}

export interface AwsClients {
  readonly cloudformation: CloudFormationClient;
  readonly cloudwatch: CloudWatchClient;
  readonly dynamodb: DynamoDBClient;
  readonly lambda: LambdaClient;
  readonly scheduler: SchedulerClient;
  readonly sns: SNSClient;
  readonly sqs: SQSClient;
  readonly ssm: SSMClient;
}

export function awsClients(): AwsClients {
  return {
    cloudformation: new CloudFormationClient(),
    cloudwatch: new CloudWatchClient(),
    dynamodb: new DynamoDBClient(),
    lambda: new LambdaClient(),
    scheduler: new SchedulerClient(),
    sns: new SNSClient(),
    sqs: new SQSClient(),
    ssm: new SSMClient(),
  };
}

export function closeClients(clients: AwsClients): void {
  for (const client of Object.values(clients) as { destroy(): void }[]) client.destroy();
}

export async function admit(
  stack: DeployedStack,
  settings: Settings,
  config: string,
  aws: AwsClients,
): Promise<Patient> {
  const baseUrl = await deployedBaseUrl(stack, aws);
  const api = { baseUrl: baseUrl ?? VENDOR_BASE_URL, allowLoopback: baseUrl !== undefined };
  return {
    stack,
    settings,
    config,
    parameters: parametersOf(aws.ssm),
    api,
    aws,
    nowMs: Date.now(),
  };
}

async function deployedBaseUrl(
  { pollFunction }: DeployedStack,
  { lambda }: AwsClients,
): Promise<string | undefined> {
  const { Environment } = await lambda.send(
    new GetFunctionConfigurationCommand({ FunctionName: pollFunction }),
  );
  return Environment?.Variables?.[VARIABLES.baseUrl];
}
