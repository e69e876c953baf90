import { Match } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { templateOf } from '../infra/stack.ts';
import { actionsUsedBy } from './commands-of.ts';

/** Written by Lambda itself on the function's behalf. */
const LOGGING = ['logs:CreateLogStream', 'logs:PutLogEvents'];

const HANDLERS: Readonly<Record<string, string>> = {
  Poll: 'functions/poll/handler.ts',
};

const template = templateOf({
  email: 'a@example.com',
  slack: [{ name: 'team', parameter: '/slack/team' }],
});

interface Policy {
  readonly Properties: {
    readonly Roles: readonly { readonly Ref: string }[];
    readonly PolicyDocument: {
      readonly Statement: readonly { readonly Action: string | readonly string[] }[];
    };
  };
}

function actionsGrantedTo(construct: string): string[] {
  const policies = Object.values(template.findResources('AWS::IAM::Policy')) as Policy[];
  const granted = policies
    .filter(({ Properties }) =>
      Properties.Roles.some(({ Ref }) => Ref.startsWith(`${construct}Role`)),
    )
    .flatMap(({ Properties }) => Properties.PolicyDocument.Statement)
    .flatMap(({ Action }) => [Action].flat());
  return [...new Set(granted)].sort();
}

describe("each function's role", () => {
  it('is looked at here: no function of the stack is forgotten', () => {
    const functions = Object.keys(template.findResources('AWS::Lambda::Function'));
    expect(functions.map((id) => id.replace(/Function[0-9A-F]{8}$/, '')).sort()).toEqual(
      Object.keys(HANDLERS).sort(),
    );
  });

  it.each(Object.entries(HANDLERS))(
    'lets %s do what its code does: nothing missing, nothing more',
    async (construct, entry) => {
      const used = await actionsUsedBy(entry);
      expect(used.length).toBeGreaterThan(0);
      expect(actionsGrantedTo(construct)).toEqual([...used, ...LOGGING].sort());
    },
  );

  it('has no managed policy, and only services assume a role', () => {
    template.hasResourceProperties('AWS::IAM::Role', { ManagedPolicyArns: Match.absent() });
    const trusted = JSON.stringify(
      Object.values(template.findResources('AWS::IAM::Role')).map(
        ({ Properties }) => Properties.AssumeRolePolicyDocument.Statement[0].Principal,
      ),
    );
    expect(trusted).not.toMatch(/"AWS"|\*/);
  });
});
