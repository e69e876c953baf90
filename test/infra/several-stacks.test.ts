import { describe, expect, it } from 'vitest';
import { templateOf } from './stack.ts';

interface Resource {
  readonly Type: string;
  readonly Properties?: Readonly<Record<string, unknown>>;
}

/** Within a role; AWS's own. */
const ELSEWHERE = ['AWS::IAM::Policy.PolicyName', 'AWS::CloudWatch::Alarm.MetricName'];

/** Names that the template chooses, which AWS takes once an account and region. */
function chosenNames(stackName: string, wallet = 'digest'): string[] {
  const settings = {
    wallets: [{ id: wallet, subAccounts: 'all' }],
    digest: { every: 'day' },
    email: 'a@example.com',
    channels: [{ type: 'slack', name: 'team', parameter: '/slack/team' }],
  };
  const resources = Object.values<Resource>(templateOf(settings, { stackName }).toJSON().Resources);
  return resources.flatMap(({ Type, Properties = {} }) =>
    Object.entries(Properties)
      .filter(([property, value]) => /Name$/.test(property) && typeof value === 'string')
      .filter(([property]) => !ELSEWHERE.includes(`${Type}.${property}`))
      .map(([property, value]) => `${Type}.${property} ${value}`),
  );
}

function scheduleNamesOf(stackName: string, wallet: string): string[] {
  return chosenNames(stackName, wallet)
    .filter((name) => name.startsWith('AWS::Scheduler::Schedule.Name '))
    .map((name) => name.split(' ')[1] ?? '');
}

describe('two stacks in one account and region', () => {
  it('choose no name that the other has chosen', () => {
    const first = chosenNames('First');
    const second = new Set(chosenNames('Second'));
    expect(first.length).toBeGreaterThan(0);
    expect(first.filter((name) => second.has(name))).toEqual([]);
  });

  it('choose no name twice, with the same wallet and with names that are easy to mistake', () => {
    const pairs = [
      ['Prod', 'eu-main'],
      ['Prod-eu', 'main'],
      ['Prod', 'all-digest'],
      ['Prod-all', 'digest'],
      [`${'x'.repeat(127)}a`, 'main'],
      [`${'x'.repeat(127)}b`, 'main'],
    ] as const;
    const names = pairs.flatMap(([stackName, wallet]) => scheduleNamesOf(stackName, wallet));
    expect(names).toContain('Prod-eu-main');
    expect(new Set(names).size).toBe(3 * pairs.length - 1); // Prod has one digest
    for (const name of names) expect(name).toMatch(/^[\w.-]{1,64}$/);
  });
});
