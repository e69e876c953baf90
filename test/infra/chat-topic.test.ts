import { Match } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { functionOf, templateOf } from './stack.ts';

const SETTINGS = {
  wallets: [{ id: 'main', subAccounts: 'all' }],
  digest: { every: 'day' },
  chatTopic: true,
};

describe('the topic for Amazon Q', () => {
  const template = templateOf(SETTINGS);
  const names = Object.keys(template.findResources('AWS::SNS::Topic'));
  const chat = names.find((name) => name.startsWith('Chat'));

  it('is there where the settings ask for it, and named in an output', () => {
    expect(chat).toBeDefined();
    template.hasOutput('ChatTopicArn', { Value: { Ref: chat } });
    const without = templateOf({ ...SETTINGS, chatTopic: false });
    expect(Object.keys(without.findResources('AWS::SNS::Topic'))).toHaveLength(names.length - 1);
    expect(Object.keys(without.findOutputs('ChatTopicArn'))).toEqual([]);
  });

  it.each(['Poll', 'SubAccountsReader', 'DigestSender'])(
    'is known to %s, which may publish',
    (construct) => {
      const [, found] = functionOf(template, construct);
      expect(found?.Properties.Environment.Variables.RUNWAY_CHAT_TOPIC_ARN).toEqual({ Ref: chat });
      const [role] = found?.Properties.Role['Fn::GetAtt'] ?? [];
      template.hasResourceProperties('AWS::IAM::Policy', {
        Roles: [{ Ref: role }],
        PolicyDocument: {
          Statement: Match.arrayWith([
            Match.objectLike({ Action: 'sns:Publish', Resource: Match.arrayWith([{ Ref: chat }]) }),
          ]),
        },
      });
    },
  );
});
