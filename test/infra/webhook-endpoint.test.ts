import { describe, expect, it } from 'vitest';
import { templateOf } from './stack.ts';

const WALLETS = [
  { id: 'main', webhookSecretParameter: '/smartlyq-runway/main/webhook-secret' },
  { id: 'other' },
];
const template = templateOf({ wallets: WALLETS });
const endpoint = Object.entries(template.findResources('AWS::Lambda::Url')).find(([id]) =>
  id.startsWith('Webhook'),
);
const receiver: string = endpoint?.[1].Properties.TargetFunctionArn['Fn::GetAtt'][0];
const role: string =
  template.findResources('AWS::Lambda::Function')[receiver]?.Properties.Role['Fn::GetAtt'][0];

function statementsOf(roleId: string) {
  return Object.values(template.findResources('AWS::IAM::Policy'))
    .filter(({ Properties }) => Properties.Roles.some(({ Ref }: { Ref: string }) => Ref === roleId))
    .flatMap(({ Properties }) => Properties.PolicyDocument.Statement);
}

describe('the webhook’s endpoint', () => {
  it('is not there where no wallet takes webhooks', () => {
    const none = templateOf({ wallets: [{ id: 'main' }] });
    const urls = Object.keys(none.findResources('AWS::Lambda::Url'));
    expect(urls.filter((id) => id.startsWith('Webhook'))).toEqual([]);
    expect(none.findOutputs('WebhookUrl')).toEqual({});
  });

  it('is open to the internet, and tells its address', () => {
    expect(endpoint?.[1].Properties.AuthType).toBe('NONE');
    template.hasOutput('WebhookUrl', {
      Value: { 'Fn::GetAtt': [endpoint?.[0], 'FunctionUrl'] },
    });
  });

  it('may claim events, note that they wait, read its secrets, invoke the poll and write its log: nothing else', () => {
    const statements = statementsOf(role);
    expect(statements.map(({ Action }) => Action)).toEqual([
      ['logs:CreateLogStream', 'logs:PutLogEvents'],
      ['dynamodb:GetItem', 'dynamodb:PutItem'],
      'dynamodb:UpdateItem',
      'ssm:GetParameter',
      'lambda:InvokeFunction',
    ]);
    expect(statements[1].Condition).toEqual({
      'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['EVENT#*'] },
      Null: { 'dynamodb:LeadingKeys': 'false' },
    });
    expect(statements[2].Condition).toEqual({
      'ForAllValues:StringLike': {
        'dynamodb:LeadingKeys': ['WALLET#*'],
        'dynamodb:Attributes': ['pk', 'sk', 'waiting'],
      },
      Null: { 'dynamodb:LeadingKeys': 'false', 'dynamodb:Attributes': 'false' },
      StringEqualsIfExists: { 'dynamodb:ReturnValues': ['NONE'] },
    });
    const parameter = JSON.stringify(statements[3].Resource);
    expect(parameter).toContain(':parameter/smartlyq-runway/main/webhook-secret');
    const poll: string = statements[4].Resource['Fn::GetAtt'][0];
    expect(poll).not.toBe(receiver);
    const variables =
      template.findResources('AWS::Lambda::Function')[receiver]?.Properties.Environment.Variables;
    const names = Object.keys(variables).filter((name) => name.startsWith('RUNWAY_'));
    expect(names.sort()).toEqual(['RUNWAY_POLL_FUNCTION', 'RUNWAY_TABLE']);
    expect(variables.RUNWAY_POLL_FUNCTION).toEqual({ 'Fn::GetAtt': [poll, 'Arn'] });
  });
});
