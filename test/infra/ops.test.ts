import { Match, Template } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { alarmCount } from '../../functions/settings/alarm-count.ts';
import { parseSettings } from '../../functions/settings/settings.ts';
import { stackOf, templateOf, trialApp } from './stack.ts';

/** Settings that bring every function with them. */
const EVERYTHING = {
  wallets: [{ id: 'main', subAccounts: 'all', webhookSecretParameter: '/watch/webhook' }],
  digest: { every: 'day' },
};
const everything = templateOf(EVERYTHING);
const standard = templateOf({ opsEmail: 'ops@example.com' });

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
  it('count missing polls as a breach, after three intervals', () => {
    const template = templateOf({ pollMinutes: 15 });
    template.hasResourceProperties('AWS::CloudWatch::Alarm', {
      MetricName: 'Invocations',
      Statistic: 'Sum',
      Period: 15 * 60,
      EvaluationPeriods: 3,
      ComparisonOperator: 'LessThanThreshold',
      Threshold: 1,
      TreatMissingData: 'breaching',
      AlarmActions: [{ Ref: opsTopicOf(template) }],
    });
  });

  it('ring when polls fail three intervals long, and keep quiet where nothing ran', () => {
    standard.hasResourceProperties('AWS::CloudWatch::Alarm', {
      MetricName: 'Errors',
      EvaluationPeriods: 3,
      TreatMissingData: 'notBreaching',
      AlarmActions: [{ Ref: opsTopicOf(standard) }],
    });
  });

  it('fit what CloudWatch takes for every rhythm: whole minutes, no more than a day in all', () => {
    for (const pollMinutes of [1, 7, 60]) {
      const found = templateOf({ pollMinutes }).findResources('AWS::CloudWatch::Alarm');
      for (const { Properties } of Object.values(found)) {
        const isScheduled = Properties.EvaluationPeriods === 3;
        expect(Properties.Period).toBe((isScheduled ? Math.max(5, pollMinutes) : 60) * 60);
        expect(Properties.Period * Properties.EvaluationPeriods).toBeLessThanOrEqual(86_400);
      }
    }
  });

  it('cover the errors of every function, and are as many as the digest counts', () => {
    const functions = everything.findResources('AWS::Lambda::Function');
    const alarms = Object.values(everything.findResources('AWS::CloudWatch::Alarm'));
    const watched = alarms
      .filter(({ Properties }) => Properties.MetricName === 'Errors')
      .map(({ Properties }) => Properties.Dimensions[0].Value.Ref);
    expect(watched.toSorted()).toEqual(Object.keys(functions).toSorted());
    for (const { Properties } of alarms) {
      expect(Properties.AlarmActions).toEqual([{ Ref: opsTopicOf(everything) }]);
    }
    const counted = [{ wallets: [{ id: 'main' }] }, EVERYTHING].map((settings) => [
      Object.keys(templateOf(settings).findResources('AWS::CloudWatch::Alarm')).length,
      alarmCount(parseSettings(settings)),
    ]);
    expect(counted).toEqual([
      [3, 3],
      [6, 6],
    ]);
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

  it('fire for a lost digest or event and for any failure of the page, within an hour', () => {
    const fires = Object.values(everything.findResources('AWS::CloudWatch::Alarm'))
      .filter(({ Properties }) => Properties.EvaluationPeriods === 1)
      .map(({ Properties: { AlarmName, Threshold, Period } }) => [AlarmName, Threshold, Period]);
    expect(fires.toSorted()).toEqual([
      ['Runway: the digest fails', 3, 3_600],
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
