import { paginateListStackResources } from '@aws-sdk/client-cloudformation';
import {
  DescribeAlarmsCommand,
  EnableAlarmActionsCommand,
  type MetricAlarm,
} from '@aws-sdk/client-cloudwatch';
import { GetTopicAttributesCommand, paginateListSubscriptionsByTopic } from '@aws-sdk/client-sns';
import { advisedDeploy } from '../advised.ts';
import { type Finding, ok, wrong } from '../finding.ts';
import type { Patient } from '../patient.ts';
import { checkTopic } from './subscriptions.ts';

/** DescribeAlarms takes so many names at a time; a stack has fewer. */
const MAX_ALARMS = 100;

/** Whoever watches the watcher is awake, may speak, and is heard. */
export async function checkAlarms(patient: Patient): Promise<Finding[]> {
  const { settings, stack } = patient;
  return [
    ...(await checkActions(patient)),
    await checkPolicy(patient),
    ...(await checkListeners(patient)),
    ...(await checkTopic('alarms', stack.opsTopicArn, settings.opsEmail, patient)),
  ];
}

async function checkActions({ stack, config, aws }: Patient): Promise<Finding[]> {
  const AlarmNames: string[] = [];
  const pages = paginateListStackResources(
    { client: aws.cloudformation },
    { StackName: stack.name },
  );
  for await (const { StackResourceSummaries = [] } of pages) {
    for (const { ResourceType, PhysicalResourceId } of StackResourceSummaries) {
      if (ResourceType === 'AWS::CloudWatch::Alarm') AlarmNames.push(PhysicalResourceId ?? '');
    }
  }
  const { MetricAlarms = [] } = await aws.cloudwatch.send(
    new DescribeAlarmsCommand({ AlarmNames: AlarmNames.slice(0, MAX_ALARMS) }),
  );
  const found = new Map(MetricAlarms.map((alarm) => [alarm.AlarmName, alarm]));
  return AlarmNames.map((name) => checkAlarm(name, found.get(name), { stack, config, aws }));
}

function checkAlarm(
  name: string,
  alarm: MetricAlarm | undefined,
  { stack, config, aws }: Pick<Patient, 'stack' | 'config' | 'aws'>,
): Finding {
  const what = `alarm "${name}"`;
  if (alarm === undefined) {
    const advice =
      'a deployment does not make it anew: remove the stack (its history stays) and deploy';
    return wrong(what, 'it is gone', advice);
  }
  if (!alarm.AlarmActions?.includes(stack.opsTopicArn)) {
    return wrong(
      what,
      'it tells nobody',
      `deploy again: ${advisedDeploy({ stack, config })} --force`,
    );
  }
  if (!alarm.ActionsEnabled) {
    return wrong(what, 'its actions are switched off', 'switch them on: doctor --fix', async () => {
      await aws.cloudwatch.send(new EnableAlarmActionsCommand({ AlarmNames: [name] }));
      return `the actions of "${name}" are on`;
    });
  }
  // It looks back over up to three intervals or an hour; what is wrong now is in the other lines.
  const isRinging = alarm.StateValue === 'ALARM';
  return ok(what, isRinging ? `on, and it rings: ${alarm.StateReason ?? ''}` : 'on, and quiet');
}

/** Somebody who is no part of the stack: chats are alerted by functions, which may be what is broken. */
async function checkListeners({ settings, stack, config, aws }: Patient): Promise<Finding[]> {
  if (settings.opsEmail.length > 0) return []; // each address has a line of its own
  const pages = paginateListSubscriptionsByTopic(
    { client: aws.sns },
    { TopicArn: stack.opsTopicArn },
  );
  for await (const { Subscriptions = [] } of pages) {
    const confirmed = Subscriptions.find(({ SubscriptionArn }) =>
      SubscriptionArn?.startsWith('arn:'),
    );
    if (confirmed !== undefined) return [ok('alarms', `are heard by ${confirmed.Endpoint}`)];
  }
  const advice = `add "opsEmail" to ${config}, then deploy: ${advisedDeploy({ stack, config })}`;
  return [wrong('alarms', 'nobody is subscribed to their topic', advice)];
}

interface Statement {
  readonly Effect?: string;
  readonly Principal?: { readonly Service?: string | readonly string[] };
}

/** A topic that enforces SSL has a policy of its own, which must name CloudWatch for alarms to get through. */
async function checkPolicy({ stack, aws }: Patient): Promise<Finding> {
  const { Attributes } = await aws.sns.send(
    new GetTopicAttributesCommand({ TopicArn: stack.opsTopicArn }),
  );
  const { Statement: statements = [] }: { Statement?: readonly Statement[] } = JSON.parse(
    Attributes?.Policy ?? '{}',
  );
  const lets = statements.some(
    ({ Effect, Principal }) =>
      Effect === 'Allow' && [Principal?.Service].flat().includes('cloudwatch.amazonaws.com'),
  );
  return lets
    ? ok('alarms', 'may publish on their topic')
    : wrong(
        'alarms',
        'CloudWatch may not publish on their topic',
        'its policy was changed: put "Allow sns:Publish" for cloudwatch.amazonaws.com back, or remove the stack (its history stays) and deploy',
      );
}
