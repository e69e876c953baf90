import { relative } from 'node:path';
import { Template } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { BundledFunction } from '../../infra/bundled-function.ts';
import { stackOf, trialApp } from '../infra/stack.ts';
import { actionsUsedBy } from './commands-of.ts';

/** Written by Lambda itself on the function's behalf. */
const LOGGING = ['logs:CreateLogStream', 'logs:PutLogEvents'];

/** In a bundle only because a module is shared; the function does not call it, and its role goes without. */
const NEVER_CALLED: Readonly<Record<string, readonly string[]>> = {
  'digest/handler.ts': ['dynamodb:UpdateItem'], // the store's, for the record of an alert
  'report/handler.ts': ['dynamodb:UpdateItem'], // the same
};

const stack = stackOf(trialApp(), {
  wallets: [{ id: 'main', webhookSecretParameter: '/webhook-secret', subAccounts: 'all' }],
  email: 'a@example.com',
  channels: [{ type: 'slack', name: 'team', parameter: '/slack/team' }],
  digest: { every: 'week' },
  heartbeatParameter: '/heartbeat',
});
const template = Template.fromStack(stack);

const functions = stack.node
  .findAll()
  .filter((construct) => construct instanceof BundledFunction)
  .map((construct): [string, string, readonly string[], string] => [
    relative('functions', construct.entry),
    construct.entry,
    // A lost run becomes a dead letter by Lambda's own hand.
    'deadLetters' in construct.whenFailing ? [...LOGGING, 'sqs:SendMessage'] : LOGGING,
    stack.getLogicalId(construct.node.findChild('Role').node.defaultChild as never),
  ]);

interface Policy {
  readonly Properties: {
    readonly Roles: readonly { readonly Ref: string }[];
    readonly PolicyDocument: {
      readonly Statement: readonly { readonly Action: string | readonly string[] }[];
    };
  };
}

function actionsGrantedTo(role: string): string[] {
  const policies = Object.values(template.findResources('AWS::IAM::Policy')) as Policy[];
  const granted = policies
    .filter(({ Properties }) => Properties.Roles.some(({ Ref }) => Ref === role))
    .flatMap(({ Properties }) => Properties.PolicyDocument.Statement)
    .flatMap(({ Action }) => [Action].flat());
  return [...new Set(granted)].sort();
}

describe("each function's role", () => {
  it('is looked at here: no function of the stack is forgotten', () => {
    template.resourceCountIs('AWS::Lambda::Function', functions.length);
  });

  it.each(functions)(
    'lets %s do what its code does: nothing missing, nothing more',
    async (name, entry, byLambda, role) => {
      const uncalled = NEVER_CALLED[name] ?? [];
      const used = (await actionsUsedBy(entry)).filter((action) => !uncalled.includes(action));
      expect(used.length).toBeGreaterThan(0);
      expect(actionsGrantedTo(role)).toEqual([...used, ...byLambda].sort());
    },
  );

  it('has no managed policy, and only services assume a role', () => {
    const roles = Object.values(template.findResources('AWS::IAM::Role'));
    for (const { Properties } of roles) {
      expect(Properties.ManagedPolicyArns).toBeUndefined();
      const principals = JSON.stringify(Properties.AssumeRolePolicyDocument.Statement[0].Principal);
      expect(principals).not.toMatch(/"AWS"|\*/);
    }
  });
});
