import { describe, expect, it } from 'vitest';
import { checkQuotas } from '../../../../cli/doctor/checks/quotas.ts';
import { walletsNamed } from '../../../infra/stack.ts';
import { awsWith } from '../aws-answers.ts';
import { patient } from '../patient.ts';

interface Account {
  readonly quota?: number;
  readonly used?: number;
  readonly isHighThroughput?: boolean;
}

async function found(
  { quota = 1_000, used = 12, isHighThroughput = false }: Account,
  settings: Readonly<Record<string, unknown>> = {},
) {
  const { aws } = await awsWith({
    '/2016-08-19/account-settings': {
      AccountLimit: { ConcurrentExecutions: quota, UnreservedConcurrentExecutions: quota },
    },
    GetMetricStatistics: { Datapoints: [{ Maximum: used, Timestamp: 0, Unit: 'Count' }] },
    '/schedules': { Schedules: [{ Name: 'a' }, { Name: 'b' }] },
    GetServiceSetting: { ServiceSetting: { SettingValue: String(isHighThroughput) } },
  });
  return checkQuotas(await patient({ aws, settings, nowMs: Date.UTC(2026, 10, 24) }));
}

describe('the quotas of the account', () => {
  it('are ok with what is used', async () => {
    expect(await found({})).toEqual([
      {
        what: 'concurrency',
        isOk: true,
        said: '1000 executions at once in this account and region, at most 12 were used in the last day; should other functions use them up, add "reservedConcurrency": 5 to the settings',
      },
      { what: 'schedules', isOk: true, said: '2 of 1000000 in this account and region' },
      {
        what: 'Parameter Store',
        isOk: true,
        said: '40 reads a second in this account and region, the polls take up to 1',
      },
    ]);
  });

  it('are wrong where they are those of a new account, or nearly used up', async () => {
    for (const account of [{ quota: 10 }, { quota: 1_000, used: 800 }]) {
      const [concurrency] = await found(account);
      expect(concurrency).toMatchObject({
        isOk: false,
        advice: expect.stringContaining('Service Quotas'),
      });
    }
    expect((await found({ quota: 11, used: 2 }))[0]).toMatchObject({ isOk: true });
  });

  it('are wrong where the polls alone read more secrets than Parameter Store gives out', async () => {
    const channels = Array.from({ length: 8 }, (_, at) => ({
      type: 'slack',
      name: `s${at}`,
      parameter: `/s/${at}`,
    }));
    const many = { wallets: walletsNamed(200), pollMinutes: 1, channels };
    expect((await found({}, many))[2]).toMatchObject({ isOk: false });
    expect((await found({ isHighThroughput: true }, many))[2]).toMatchObject({ isOk: true });
  });
});
