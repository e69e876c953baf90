import { Match, Template } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { stackOf, templateOf, trialApp } from './stack.ts';

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
        expect(Properties.Period).toBe(Math.max(5, pollMinutes) * 60);
        expect(Properties.Period * Properties.EvaluationPeriods).toBeLessThanOrEqual(86_400);
      }
    }
  });

  it('are few, and say what to do', () => {
    const alarms = Object.values(standard.findResources('AWS::CloudWatch::Alarm'));
    expect(alarms.length).toBeLessThanOrEqual(6);
    for (const { Properties } of alarms) {
      expect(Properties.AlarmDescription.length).toBeGreaterThan(40);
    }
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
