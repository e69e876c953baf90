import { describe, expect, it } from 'vitest';
import { checkTable } from '../../../../cli/doctor/checks/table.ts';
import { awsWith } from '../aws-answers.ts';
import { patient } from '../patient.ts';

async function found(timeToLive: object) {
  const { aws, asked } = await awsWith({
    DescribeTable: {
      Table: {
        TableStatus: 'ACTIVE',
        KeySchema: [{ AttributeName: 'pk' }, { AttributeName: 'sk' }],
        DeletionProtectionEnabled: true,
      },
    },
    DescribeContinuousBackups: {
      ContinuousBackupsDescription: {
        PointInTimeRecoveryDescription: { PointInTimeRecoveryStatus: 'ENABLED' },
      },
    },
    DescribeTimeToLive: { TimeToLiveDescription: timeToLive },
  });
  return { asked, findings: await checkTable(await patient({ aws })) };
}

describe('the history table', () => {
  it('is ok where it drops what is too old', async () => {
    const on = { TimeToLiveStatus: 'ENABLED', AttributeName: 'expiresAt' };
    const { findings } = await found(on);
    expect(findings.map(({ isOk }) => isOk)).toEqual([true, true, true, true]);
  });

  it.each([
    { TimeToLiveStatus: 'DISABLED' },
    { TimeToLiveStatus: 'ENABLED', AttributeName: 'ttl' },
  ])('of a restored copy (%j) is wrong, and doctor --fix switches it on', async (off) => {
    const { findings, asked } = await found(off);
    const wrong = findings.filter(({ isOk }) => !isOk);
    expect(wrong).toMatchObject([{ said: expect.stringContaining('time to live is not on') }]);
    expect(await wrong[0]?.repair?.()).toBe('time to live is on');
    expect(asked.at(-1)).toBe('UpdateTimeToLive');
  });
});
