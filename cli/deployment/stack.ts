import {
  CloudFormationClient,
  DescribeStacksCommand,
  type Stack,
} from '@aws-sdk/client-cloudformation';
import { OUTPUTS } from '../../functions/settings/outputs.ts';
import { CommandError } from '../command-error.ts';
import { awsError } from '../stack-table.ts';

/** What the command line needs to know of a stack; every value is one of its outputs. */
export interface DeployedStack {
  readonly name: string;
  /** CloudFormation's word: "UPDATE_COMPLETE". */
  readonly status: string;
  readonly table: string;
  readonly alertTopicArn: string;
  readonly opsTopicArn: string;
  readonly pollFunction: string;
  readonly scheduleGroup: string;
  /** Of the settings that were deployed. */
  readonly settingsFingerprint: string;
  readonly outputs: Readonly<Record<string, string>>;
}

/**
 * Looks a stack up through the usual AWS credential chain.
 * @throws CommandError when there is none, when it is no runway stack, or when AWS does not let us look
 */
export async function deployedStack(name: string): Promise<DeployedStack> {
  const client = new CloudFormationClient();
  let stack: Stack | undefined;
  try {
    const { Stacks } = await client.send(new DescribeStacksCommand({ StackName: name }));
    stack = Stacks?.[0];
  } catch (error) {
    throw awsError(error, name);
  } finally {
    client.destroy();
  }
  const outputs = Object.fromEntries(
    (stack?.Outputs ?? []).map(({ OutputKey = '', OutputValue = '' }) => [OutputKey, OutputValue]),
  );
  const output = (key: string) => {
    const value = outputs[key];
    if (value !== undefined) return value;
    throw new CommandError(
      `the stack ${name} (${stack?.StackStatus}) has no output ${key}: it is no smartlyq-runway stack, or an older one; run npx cdk deploy`,
    );
  };
  return {
    name,
    status: stack?.StackStatus ?? '',
    table: output(OUTPUTS.table),
    alertTopicArn: output(OUTPUTS.alertTopicArn),
    opsTopicArn: output(OUTPUTS.opsTopicArn),
    pollFunction: output(OUTPUTS.pollFunction),
    scheduleGroup: output(OUTPUTS.scheduleGroup),
    settingsFingerprint: output(OUTPUTS.settings),
    outputs,
  };
}
