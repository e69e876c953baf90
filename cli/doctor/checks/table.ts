import {
  DescribeContinuousBackupsCommand,
  DescribeTableCommand,
  DescribeTimeToLiveCommand,
  UpdateContinuousBackupsCommand,
  UpdateTableCommand,
  UpdateTimeToLiveCommand,
} from '@aws-sdk/client-dynamodb';
import { type Finding, ok, wrong } from '../finding.ts';
import type { Patient } from '../patient.ts';

const EXPIRES = 'expiresAt';

/** The history is there, has its keys, and survives a mistake. */
export async function checkTable({ stack, aws: { dynamodb } }: Patient): Promise<Finding[]> {
  const TableName = stack.table;
  const { Table } = await dynamodb.send(new DescribeTableCommand({ TableName }));
  const keys = (Table?.KeySchema ?? []).map(({ AttributeName }) => AttributeName).join(', ');
  if (Table?.TableStatus !== 'ACTIVE' || keys !== 'pk, sk') {
    return [
      wrong(
        'history',
        `the table ${TableName} is ${Table?.TableStatus}, with the keys ${keys}`,
        'it must be ACTIVE, with the keys pk, sk: is "historyTable" in the settings the right one?',
      ),
    ];
  }
  const { TimeToLiveDescription } = await dynamodb.send(
    new DescribeTimeToLiveCommand({ TableName }),
  );
  const { TimeToLiveStatus, AttributeName } = TimeToLiveDescription ?? {};
  const expires = /^ENABL/.test(TimeToLiveStatus ?? '') && AttributeName === EXPIRES;
  const { ContinuousBackupsDescription } = await dynamodb.send(
    new DescribeContinuousBackupsCommand({ TableName }),
  );
  const recovery =
    ContinuousBackupsDescription?.PointInTimeRecoveryDescription?.PointInTimeRecoveryStatus;
  return [
    ok('history', `the table ${TableName} is there`),
    Table.DeletionProtectionEnabled
      ? ok('history', 'cannot be deleted by mistake')
      : wrong(
          'history',
          'deletion protection is off',
          'switch it on: doctor --fix (leave it, if the stack was deployed with keepHistory=false)',
          async () => {
            const change = { TableName, DeletionProtectionEnabled: true };
            await dynamodb.send(new UpdateTableCommand(change));
            return 'deletion protection is on';
          },
        ),
    recovery === 'ENABLED'
      ? ok('history', 'can be brought back to any second of the last 35 days')
      : wrong(
          'history',
          'point-in-time recovery is off',
          'switch it on: doctor --fix',
          async () => {
            const PointInTimeRecoverySpecification = { PointInTimeRecoveryEnabled: true };
            await dynamodb.send(
              new UpdateContinuousBackupsCommand({ TableName, PointInTimeRecoverySpecification }),
            );
            return 'point-in-time recovery is on';
          },
        ),
    expires
      ? ok('history', 'drops what is too old by itself')
      : wrong(
          'history',
          `time to live is not on for ${EXPIRES}, so readings are kept and paid for without end`,
          'switch it on: doctor --fix',
          async () => {
            const TimeToLiveSpecification = { AttributeName: EXPIRES, Enabled: true };
            await dynamodb.send(
              new UpdateTimeToLiveCommand({ TableName, TimeToLiveSpecification }),
            );
            return 'time to live is on';
          },
        ),
  ];
}
