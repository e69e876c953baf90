import { Match } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { addChecks } from '../../infra/checks.ts';
import { stackOf, templateOf, trialApp } from './stack.ts';

const weekly = templateOf({
  timeZone: 'Europe/Berlin',
  digest: { every: 'week', at: '06:30', weekday: 'fri' },
});

function digestSchedule(settings: Readonly<Record<string, unknown>>): string | undefined {
  const schedules = Object.entries(templateOf(settings).findResources('AWS::Scheduler::Schedule'));
  return schedules.find(([id]) => id.startsWith('Digest'))?.[1].Properties.ScheduleExpression;
}

describe('the digest', () => {
  it("goes out at the owner's time of day, summer and winter", () => {
    weekly.hasResourceProperties('AWS::Scheduler::Schedule', {
      ScheduleExpression: 'cron(30 6 ? * FRI *)',
      ScheduleExpressionTimezone: 'Europe/Berlin',
      Target: { Input: '{"scheduledAt":"<aws.scheduler.scheduled-time>"}' },
    });
    expect(digestSchedule({ digest: { every: 'day' } })).toBe('cron(0 8 * * ? *)');
  });

  it('is not there unless the settings ask for it', () => {
    expect(digestSchedule({})).toBeUndefined();
    const functions = Object.keys(templateOf().findResources('AWS::Lambda::Function'));
    expect(functions.filter((id) => id.startsWith('Digest'))).toEqual([]);
  });

  it('may read, publish, and write what it has sent, in one partition alone', () => {
    const [, policy] =
      Object.entries(weekly.findResources('AWS::IAM::Policy')).find(([id]) =>
        id.startsWith('DigestSender'),
      ) ?? [];
    const statements: { Action: string | string[]; Condition?: unknown }[] =
      policy?.Properties.PolicyDocument.Statement;
    const writes = statements.filter(({ Action }) => JSON.stringify(Action).includes('PutItem'));
    expect(writes).toEqual([
      expect.objectContaining({
        Action: 'dynamodb:PutItem',
        Condition: {
          'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['DIGEST'] },
          Null: { 'dynamodb:LeadingKeys': 'false' },
        },
      }),
    ]);
    expect(JSON.stringify(statements)).not.toMatch(/UpdateItem|DeleteItem|api-key/);
  });

  it('is invoked by schedules of its own group alone', () => {
    const [group = ''] = Object.keys(weekly.findResources('AWS::Scheduler::ScheduleGroup')).filter(
      (id) => id.startsWith('Digest'),
    );
    weekly.hasResourceProperties('AWS::IAM::Role', {
      AssumeRolePolicyDocument: {
        Statement: [
          Match.objectLike({
            Condition: {
              StringEquals: {
                'aws:SourceAccount': { Ref: 'AWS::AccountId' },
                'aws:SourceArn': { 'Fn::GetAtt': [group, 'Arn'] },
              },
            },
          }),
        ],
      },
    });
  });

  it('passes the checks of every synth', () => {
    const app = trialApp();
    addChecks(app);
    stackOf(app, { digest: { every: 'day' } });
    expect(() => app.synth()).not.toThrow();
  });
});
