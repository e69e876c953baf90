import { Match, type Template } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { functionOf, templateOf, walletsNamed } from './stack.ts';

interface Statement {
  readonly Effect: string;
  readonly Action: string | readonly string[];
  readonly Resource?: unknown;
  readonly Condition?: unknown;
}

/** Every statement of every policy in the template, or of one part of it: inline, managed, trust and resource policies. */
function statementsOf(template: Template, part = ''): readonly Statement[] {
  const found: Statement[] = [];
  const resources = Object.entries(template.toJSON().Resources);
  const ofPart = resources.filter(([name]) => name.startsWith(part));
  JSON.stringify(ofPart, (key, value) => {
    if (key === 'Statement') found.push(...value);
    return value;
  });
  return found;
}

function grantsOf(template: Template, service: string, part = ''): readonly Statement[] {
  return statementsOf(template, part).filter(
    ({ Effect, Action }) => Effect === 'Allow' && [Action].flat()[0]?.startsWith(`${service}:`),
  );
}

/** A policy as IAM counts it, with the longest partition, region and account put in. */
function policyCharacters(document: unknown): number {
  const values: Readonly<Record<string, string>> = {
    'AWS::Partition': 'aws-us-gov',
    'AWS::Region': 'ap-southeast-1',
    'AWS::AccountId': '123456789012',
  };
  const arn = `arn:aws-us-gov:dynamodb:ap-southeast-1:123456789012:${'x'.repeat(150)}`;
  return JSON.stringify(document, (_, value) => {
    if (typeof value?.Ref === 'string') return values[value.Ref] ?? arn;
    if (value?.['Fn::GetAtt'] !== undefined) return arn;
    if (value?.['Fn::Join'] === undefined) return value;
    const parts: readonly (string | { Ref: string })[] = value['Fn::Join'][1];
    return parts.map((part) => (typeof part === 'string' ? part : values[part.Ref])).join('');
  }).length;
}

const standard = templateOf();

describe('least privilege', () => {
  it('knows no wildcard, in an action or in a resource', () => {
    for (const statement of statementsOf(templateOf({ email: 'a@example.com' }))) {
      const { Effect, Action, Resource } = statement;
      // A refusal may be as wide as it likes: nothing over an open line, for instance.
      if (Effect === 'Allow') expect(JSON.stringify([Action, Resource])).not.toContain('*');
    }
  });

  it('lets the poll use its table without deleting, publish on its topic, and write its log', () => {
    const template = standard;
    const actions = (service: string) =>
      grantsOf(template, service, 'Poll').map(({ Action }) => Action);
    const [table] = Object.keys(template.findResources('AWS::DynamoDB::GlobalTable'));
    const [topic] = Object.keys(template.findResources('AWS::SNS::Topic'));
    expect(actions('dynamodb')).toEqual([
      ['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:Query', 'dynamodb:UpdateItem'],
    ]);
    expect(grantsOf(template, 'dynamodb', 'Poll')[0]?.Resource).toEqual({
      'Fn::GetAtt': [table, 'Arn'],
    });
    const [ofTopic, ofPoll] = grantsOf(template, 'sns').toSorted(
      (a, b) => [a.Action].flat().length - [b.Action].flat().length,
    );
    expect(ofTopic?.Action).toBe('sns:Publish'); // the ops topic's own: see ops.test.ts
    expect(ofPoll?.Action).toEqual(['sns:ListSubscriptionsByTopic', 'sns:Publish']);
    expect(ofPoll?.Resource).toEqual({ Ref: topic });
    expect(actions('logs')).toEqual([['logs:CreateLogStream', 'logs:PutLogEvents']]);
    template.hasResourceProperties('AWS::IAM::Role', { ManagedPolicyArns: Match.absent() });
  });

  it('lets the poll read exactly the parameters that the settings name', () => {
    const template = templateOf({
      wallets: [{ id: 'a' }, { id: 'b', apiKeyParameter: 'bare-name' }],
      channels: [{ type: 'slack', name: 'ops', parameter: '/slack/ops' }],
    });
    const resources = grantsOf(template, 'ssm', 'Poll').flatMap(({ Resource }) =>
      [Resource].flat(),
    );
    expect(grantsOf(template, 'ssm', 'Poll').map(({ Action }) => Action)).toEqual([
      'ssm:GetParameter',
    ]);
    expect(
      resources.map((arn) => JSON.stringify(arn).match(/:parameter[^"]*/)?.[0]).sort(),
    ).toEqual([
      ':parameter/bare-name',
      ':parameter/slack/ops',
      ':parameter/smartlyq-runway/a/api-key',
      ':parameter/smartlyq-runway/link-key',
    ]);
  });

  it('lets the page read the table and the link key, and write snoozes alone', () => {
    const [table] = Object.keys(standard.findResources('AWS::DynamoDB::GlobalTable'));
    const Resource = { 'Fn::GetAtt': [table, 'Arn'] };
    const onTable = grantsOf(standard, 'dynamodb', 'PageReport');
    expect(onTable).toEqual([
      { Effect: 'Allow', Action: ['dynamodb:GetItem', 'dynamodb:Query'], Resource },
      {
        Effect: 'Allow',
        Action: 'dynamodb:PutItem',
        Resource,
        Condition: {
          'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['SNOOZE#*'] },
          Null: { 'dynamodb:LeadingKeys': 'false' },
        },
      },
    ]);
    expect(JSON.stringify(grantsOf(standard, 'ssm', 'PageReport'))).toMatch(
      /^[^:]*.*:parameter\/smartlyq-runway\/link-key"[^/]*$/,
    );
    for (const service of ['sns', 'lambda', 'scheduler']) {
      expect(grantsOf(standard, service, 'PageReport')).toEqual([]);
    }
  });

  it('fits what IAM takes for 200 wallets with the longest parameter names', () => {
    const wallets = walletsNamed(200).map(({ id }) => ({
      id,
      apiKeyParameter: `/${id}/`.padEnd(200, 'x'),
    }));
    const template = templateOf({ wallets });
    const inline = Object.values(template.findResources('AWS::IAM::Policy'));
    const managed = Object.values(template.findResources('AWS::IAM::ManagedPolicy'));
    const characters = (
      resources: readonly { readonly Properties?: { readonly PolicyDocument?: unknown } }[],
    ) => resources.map(({ Properties }) => policyCharacters(Properties?.PolicyDocument));
    expect(Math.max(...characters(inline))).toBeLessThan(10_240);
    expect(Math.max(...characters(managed))).toBeLessThan(6_144);
    expect(managed.length).toBeLessThanOrEqual(10);
    const named = grantsOf(template, 'ssm', 'Poll').flatMap(({ Resource }) => [Resource].flat());
    expect(new Set(named.map((arn) => JSON.stringify(arn))).size).toBe(201);
  });

  it('lets only the schedules of this account and group invoke the poll, and nothing else', () => {
    const template = standard;
    const [poll] = functionOf(template, 'Poll');
    const [group] = Object.keys(template.findResources('AWS::Scheduler::ScheduleGroup'));
    template.hasResourceProperties('AWS::IAM::Role', {
      AssumeRolePolicyDocument: {
        Statement: [
          Match.objectLike({
            Principal: { Service: 'scheduler.amazonaws.com' },
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
    expect(grantsOf(template, 'lambda')).toEqual([
      {
        Effect: 'Allow',
        Action: 'lambda:InvokeFunction',
        Resource: { 'Fn::GetAtt': [poll, 'Arn'] },
      },
    ]);
  });
});
