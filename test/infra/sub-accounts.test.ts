import { describe, expect, it } from 'vitest';
import { templateOf, walletsNamed } from './stack.ts';

const template = templateOf({
  wallets: [
    { id: 'agency', subAccounts: 'all', webhookSecretParameter: '/webhook-secret' },
    { id: 'alone' },
  ],
});
const [reader = ''] = Object.keys(template.findResources('AWS::Lambda::Function')).filter((id) =>
  id.startsWith('SubAccounts'),
);

describe('the sub-accounts’ function', () => {
  it('is not there where no wallet’s sub-accounts are watched', () => {
    const none = templateOf({ wallets: [{ id: 'alone' }] });
    expect(JSON.stringify(none.toJSON())).not.toContain('SubAccounts');
  });

  it('comes once a minute, for agencies alone, and is not tried again by the schedule', () => {
    const schedules = Object.values(template.findResources('AWS::Scheduler::Schedule'))
      .map(({ Properties }) => Properties)
      .filter(({ Target }) => Target.Arn['Fn::GetAtt'][0] === reader);
    expect(schedules).toMatchObject([
      {
        Name: 'Runway-agency_sub-accounts',
        ScheduleExpression: 'rate(1 minute)',
        FlexibleTimeWindow: { Mode: 'OFF' },
        Target: { Input: '{"wallet":"agency"}', RetryPolicy: { MaximumRetryAttempts: 0 } },
      },
    ]);
  });

  it('names the group of its schedules, for doctor to look into', () => {
    template.hasOutput('SubAccountsGroup', {});
  });

  it('is handed on to by the webhook, and rings when it is not started', () => {
    template.hasResourceProperties('AWS::Lambda::Function', {
      Environment: {
        Variables: { RUNWAY_SUB_WALLETS_FUNCTION: { 'Fn::GetAtt': [reader, 'Arn'] } },
      },
    });
    template.hasResourceProperties('AWS::CloudWatch::Alarm', {
      AlarmName: 'Runway: sub-accounts are not read',
    });
  });

  it('fits into a stack of 200 agencies', () => {
    const wallets = walletsNamed(200).map((wallet) => ({ ...wallet, subAccounts: 'all' }));
    const resources = Object.keys(templateOf({ wallets }).toJSON().Resources);
    expect(resources.length).toBeLessThanOrEqual(500);
  });
});
