import { Match, Template } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { alarmCount } from '../../functions/settings/alarm-count.ts';
import { parseSettings } from '../../functions/settings/settings.ts';
import { stackOf, templateOf, trialApp, walletsNamed } from './stack.ts';

/** Settings that bring every function with them. */
const EVERYTHING = {
  wallets: [{ id: 'main', subAccounts: 'all', webhookSecretParameter: '/watch/webhook' }],
  digest: { every: 'day' },
};
const everything = templateOf(EVERYTHING);
const standard = templateOf({ opsEmail: 'ops@example.com' });

function alarmsOf(template: Template) {
  return Object.values(template.findResources('AWS::CloudWatch::Alarm')).map(
    ({ Properties }) => Properties,
  );
}

function opsTopicOf(template: Template): string {
  const found = Object.keys(template.findResources('AWS::SNS::Topic'));
  return found.find((id) => id.startsWith('Ops')) ?? '';
}

describe('the ops topic', () => {
  it('lets alarms of this account publish, and nobody over an open line', () => {
    standard.hasResourceProperties('AWS::SNS::TopicPolicy', {
      Topics: [{ Ref: opsTopicOf(standard) }],
      PolicyDocument: {
        Statement: Match.arrayWith([
          Match.objectLike({
            Effect: 'Deny',
            Action: 'sns:Publish',
            Condition: { Bool: { 'aws:SecureTransport': 'false' } },
          }),
          Match.objectLike({
            Effect: 'Allow',
            Principal: { Service: 'cloudwatch.amazonaws.com' },
            Action: 'sns:Publish',
            Resource: { Ref: opsTopicOf(standard) },
            Condition: {
              StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } },
              ArnLike: {
                'aws:SourceArn': {
                  'Fn::Join': [
                    '',
                    [
                      'arn:',
                      { Ref: 'AWS::Partition' },
                      ':cloudwatch:',
                      { Ref: 'AWS::Region' },
                      ':',
                      { Ref: 'AWS::AccountId' },
                      ':alarm:*',
                    ],
                  ],
                },
              },
            },
          }),
        ]),
      },
    });
  });

  it('has its alarms told in chats, too, by a function whose lost runs are dead letters', () => {
    const channel = (type: string) => ({ type, name: 'team', parameter: `/channels/${type}` });
    const template = templateOf({ channels: [channel('slack'), channel('webhook')] });
    const [queue] = Object.keys(template.findResources('AWS::SQS::Queue'));
    template.hasResourceProperties('AWS::SNS::Subscription', {
      Protocol: 'lambda',
      TopicArn: { Ref: opsTopicOf(template) },
      RedrivePolicy: { deadLetterTargetArn: { 'Fn::GetAtt': [queue, 'Arn'] } },
    });
    const relay = Object.entries(template.findResources('AWS::IAM::Policy')).find(([id]) =>
      id.startsWith('AlarmRelay'),
    );
    expect(JSON.stringify(relay)).toContain(':parameter/channels/slack');
    expect(JSON.stringify(relay)).not.toContain(':parameter/channels/webhook');
    for (const settings of [{}, { channels: [channel('webhook')] }]) {
      const functions = Object.keys(templateOf(settings).findResources('AWS::Lambda::Function'));
      expect(functions.filter((id) => id.startsWith('AlarmRelay'))).toEqual([]);
    }
  });

  it('is another than the alerts’, and writes to those who run the watch', () => {
    standard.resourceCountIs('AWS::SNS::Topic', 2);
    standard.hasResourceProperties('AWS::SNS::Subscription', {
      Protocol: 'email',
      Endpoint: 'ops@example.com',
      TopicArn: { Ref: opsTopicOf(standard) },
    });
  });
});

describe('the alarms', () => {
  it('count the polls that Scheduler starts, which webhooks do not mask, and ring for two of three periods', () => {
    const template = templateOf({ pollMinutes: 15, wallets: walletsNamed(4) });
    const [group] = Object.values(template.findResources('AWS::Scheduler::ScheduleGroup'));
    template.hasResourceProperties('AWS::CloudWatch::Alarm', {
      Namespace: 'AWS/Scheduler',
      MetricName: 'InvocationAttemptCount',
      Dimensions: [{ Name: 'ScheduleGroup', Value: group?.Properties.Name }],
      Statistic: 'Sum',
      Period: 30 * 60,
      EvaluationPeriods: 3,
      DatapointsToAlarm: 2,
      ComparisonOperator: 'LessThanThreshold',
      Threshold: 4, // of eight
      TreatMissingData: 'breaching',
      AlarmActions: [{ Ref: opsTopicOf(template) }],
    });
  });

  it('fit what CloudWatch takes for every rhythm: whole minutes, no more than a day in all', () => {
    for (const pollMinutes of [1, 7, 60]) {
      const found = templateOf({ pollMinutes }).findResources('AWS::CloudWatch::Alarm');
      for (const { Properties } of Object.values(found)) {
        const isRhythm = Properties.MetricName === 'InvocationAttemptCount';
        expect(Properties.Period).toBe((isRhythm ? Math.max(10, 2 * pollMinutes) : 60) * 60);
        expect(Properties.Period * Properties.EvaluationPeriods).toBeLessThanOrEqual(86_400);
      }
    }
  });

  it('hear of every function: its lost runs are dead letters, or its errors ring', () => {
    const { Resources } = everything.toJSON();
    const [queue] = Object.keys(everything.findResources('AWS::SQS::Queue'));
    const watched = [
      ...Object.values(everything.findResources('AWS::Lambda::EventInvokeConfig'))
        .filter(
          ({ Properties }) =>
            Properties.DestinationConfig.OnFailure.Destination['Fn::GetAtt'][0] === queue,
        )
        .map(({ Properties }) => Properties.FunctionName.Ref),
      ...alarmsOf(everything)
        .filter(({ MetricName }) => MetricName === 'Errors')
        .map(({ Dimensions }) => Dimensions[0].Value.Ref),
    ];
    const functions = Object.keys(everything.findResources('AWS::Lambda::Function'));
    expect(watched.toSorted()).toEqual(functions.toSorted());
    // Lambda puts a lost run there with the function's own role.
    for (const { Properties } of Object.values(
      everything.findResources('AWS::Lambda::EventInvokeConfig'),
    )) {
      const role = Resources[Properties.FunctionName.Ref].Properties.Role['Fn::GetAtt'][0];
      const policies = Object.values(everything.findResources('AWS::IAM::Policy')).filter(
        (policy) => policy.Properties.Roles[0].Ref === role,
      );
      expect(JSON.stringify(policies)).toContain('sqs:SendMessage');
    }
  });

  it('hear of every schedule: a run that it could not start is a dead letter', () => {
    const [queue] = Object.keys(everything.findResources('AWS::SQS::Queue'));
    const schedules = Object.values(everything.findResources('AWS::Scheduler::Schedule'));
    expect(schedules).toHaveLength(3);
    for (const { Properties } of schedules) {
      expect(Properties.Target.DeadLetterConfig).toEqual({ Arn: { 'Fn::GetAtt': [queue, 'Arn'] } });
      const role =
        everything.findResources('AWS::IAM::Role')[Properties.Target.RoleArn['Fn::GetAtt'][0]];
      expect(JSON.stringify(role?.Properties.Policies)).toContain('sqs:SendMessage');
    }
    everything.hasResourceProperties('AWS::CloudWatch::Alarm', {
      Namespace: 'AWS/SQS',
      MetricName: 'NumberOfMessagesSent',
      Dimensions: [{ Name: 'QueueName', Value: { 'Fn::GetAtt': [queue, 'QueueName'] } }],
      Threshold: 1,
      EvaluationPeriods: 3,
      DatapointsToAlarm: 1,
      TreatMissingData: 'notBreaching',
    });
  });

  it('hear of alerts that SNS gave up', () => {
    const topics = Object.keys(standard.findResources('AWS::SNS::Topic'));
    const alerts = topics.find((id) => id.startsWith('Alerts'));
    standard.hasResourceProperties('AWS::CloudWatch::Alarm', {
      Namespace: 'AWS/SNS',
      MetricName: 'NumberOfNotificationsFailed',
      Dimensions: [{ Name: 'TopicName', Value: { 'Fn::GetAtt': [alerts, 'TopicName'] } }],
      Threshold: 1,
    });
  });

  it('all ring on the ops topic, and cost what the digest counts: $0.40 a month, and $0.10 for each part more', () => {
    const counted = [{ wallets: [{ id: 'main' }] }, EVERYTHING].map((settings) => {
      const alarms = alarmsOf(templateOf(settings));
      const metrics = alarms.map(({ Metrics = [0] }) => Metrics.length);
      return [metrics.reduce((sum, one) => sum + one, 0), alarmCount(parseSettings(settings))];
    });
    expect(counted).toEqual([
      [4, 4],
      [6, 6],
    ]);
    for (const { AlarmActions } of alarmsOf(everything)) {
      expect(AlarmActions).toEqual([{ Ref: opsTopicOf(everything) }]);
    }
  });

  it('say what they mean for the wallets and which command to run', () => {
    for (const { Properties } of Object.values(
      everything.findResources('AWS::CloudWatch::Alarm'),
    )) {
      const description: string = Properties.AlarmDescription;
      expect(description).toMatch(/wallets?|[Ss]ub-accounts|alerts/);
      expect(description).toMatch(/Run `npm run -s runway -- doctor.*`/);
      expect(description.length).toBeLessThanOrEqual(1_024);
    }
  });

  it('fire for lost events and for any failure of the page, within an hour', () => {
    const fires = alarmsOf(everything)
      .filter(({ MetricName }) => MetricName === 'Errors')
      .map(({ AlarmName, Threshold, Period }) => [AlarmName, Threshold, Period]);
    expect(fires.toSorted()).toEqual([
      ['Runway: the page fails', 1, 3_600],
      ['Runway: webhooks fail', 3, 3_600],
    ]);
  });

  it('are named after their stack, so that several live in one account', () => {
    const names = (stack: string) =>
      Object.values(
        Template.fromStack(stackOf(trialApp(), {}, { stackName: stack })).findResources(
          'AWS::CloudWatch::Alarm',
        ),
      ).map(({ Properties }) => Properties.AlarmName as string);
    expect(names('One')).toContain('One: polls are missing');
    expect(names('Two').filter((name) => names('One').includes(name))).toEqual([]);
  });
});

describe('a heartbeat', () => {
  it('is a secret like the others: the poll may read its parameter', () => {
    const template = templateOf({ heartbeatParameter: '/watch/heartbeat' });
    expect(JSON.stringify(template.findResources('AWS::IAM::Policy'))).toContain(
      ':parameter/watch/heartbeat',
    );
  });
});
