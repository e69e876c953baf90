import { describe, expect, it } from 'vitest';
import { templateOf } from './stack.ts';

interface Resource {
  readonly Type: string;
  readonly Properties?: Readonly<Record<string, unknown>>;
}

/** Within a role, and within the stack's own group; AWS's own. */
const ELSEWHERE = [
  'AWS::IAM::Policy.PolicyName',
  'AWS::Scheduler::Schedule.Name',
  'AWS::CloudWatch::Alarm.MetricName',
];

/** Names that the template chooses, which AWS takes once an account and region. */
function chosenNames(stackName: string): string[] {
  const settings = { email: 'a@example.com', slack: [{ name: 'team', parameter: '/slack/team' }] };
  const resources = Object.values<Resource>(templateOf(settings, { stackName }).toJSON().Resources);
  return resources.flatMap(({ Type, Properties = {} }) =>
    Object.entries(Properties)
      .filter(([property, value]) => /Name$/.test(property) && typeof value === 'string')
      .filter(([property]) => !ELSEWHERE.includes(`${Type}.${property}`))
      .map(([property, value]) => `${Type}.${property} ${value}`),
  );
}

describe('two stacks in one account and region', () => {
  it('choose no name that the other has chosen', () => {
    const first = chosenNames('First');
    const second = new Set(chosenNames('Second'));
    expect(first.length).toBeGreaterThan(0);
    expect(first.filter((name) => second.has(name))).toEqual([]);
  });
});
