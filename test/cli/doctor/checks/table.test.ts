import { describe, expect, it } from 'vitest';
import { checkTable } from '../../../../cli/doctor/checks/table.ts';
import { awsWith } from '../aws-answers.ts';
import { patient } from '../patient.ts';

async function found(timeToLive: object, isProtected = true) {
  const { aws, asked } = await awsWith({
    DescribeTable: {
      Table: {
        TableStatus: 'ACTIVE',
        KeySchema: [{ AttributeName: 'pk' }, { AttributeName: 'sk' }],
        DeletionProtectionEnabled: isProtected,
      },
    },
    DescribeContinuousBackups: {
      ContinuousBackupsDescription: {
        PointInTimeRecoveryDescription: {
          PointInTimeRecoveryStatus: isProtected ? 'ENABLED' : 'DISABLED',
        },
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

  it('as point-in-time recovery restores it has nothing on, and doctor --fix mends all of it', async () => {
    const { findings, asked } = await found({ TimeToLiveStatus: 'DISABLED' }, false);
    expect(findings.map(({ isOk }) => isOk)).toEqual([true, false, false, false]);
    for (const { repair } of findings) await repair?.();
    expect(asked.slice(-3)).toEqual(['UpdateTable', 'UpdateContinuousBackups', 'UpdateTimeToLive']);
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
