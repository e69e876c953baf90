import { describe, expect, it, onTestFinished } from 'vitest';
import { checkSubAccounts } from '../../../../cli/doctor/checks/sub-accounts.ts';
import { openLocalTable } from '../../../../cli/local/table.ts';
import { createSweepStore } from '../../../../functions/adapters/table/sweep-items.ts';
import { newSweepState, type SweepState } from '../../../../functions/core/agency/sweep.ts';
import type { SimulatorOptions } from '../../../../simulator/server.ts';
import { agencyOf } from '../../../../simulator/workspaces.ts';
import { KEY, START_MS, serve } from '../../../simulator/serving.ts';
import { patient, schedulerWith } from '../patient.ts';

const KEY_PARAMETER = '/smartlyq-runway/main/api-key';
const NOW_MS = START_MS;
const ON = {
  Name: 'Trial-main_sub-accounts',
  State: 'ENABLED',
  ScheduleExpression: 'rate(1 minute)',
  FlexibleTimeWindow: { Mode: 'OFF' },
  Target: { Arn: 'arn:reader', RoleArn: 'arn:role' },
};
const WORKSPACES = agencyOf({ subAccounts: 3, seed: 1 }, START_MS);

interface Scene {
  readonly subAccounts?: unknown;
  readonly schedule?: Readonly<Record<string, unknown>>;
  readonly api?: Partial<SimulatorOptions>;
  readonly isKeyStored?: boolean;
  readonly outputs?: Readonly<Record<string, string>>;
  readonly sweep?: Partial<SweepState>;
}

/** An agency's stack, its vendor, and what its last run has left. */
async function scene(options: Scene = {}) {
  const { subAccounts = 'all', isKeyStored = true, api, sweep } = options;
  const { outputs = { SubAccountsGroup: 'readers' } } = options;
  const [table, { url: baseUrl }, { scheduler, known }] = await Promise.all([
    openLocalTable(),
    serve({ workspaces: WORKSPACES, ...api }),
    schedulerWith('schedule' in options ? options.schedule : ON),
  ]);
  onTestFinished(() => table.close());
  if (sweep) {
    const store = createSweepStore(table.client, table.tableName);
    await store.save('main', { ...newSweepState(NOW_MS), ...sweep }, 0);
  }
  const one = await patient({
    settings: { wallets: [{ id: 'main', subAccounts }, { id: 'other' }] },
    outputs,
    stored: new Map(isKeyStored ? [[KEY_PARAMETER, { Type: 'SecureString', Value: KEY }]] : []),
    baseUrl,
    table: table.tableName,
    nowMs: NOW_MS,
    aws: { scheduler, dynamodb: table.client },
  });
  return { known, check: () => checkSubAccounts(one) };
}

describe('doctor on sub-accounts', () => {
  it('finds them listed, the schedule on, and the last reading recent', async () => {
    const { check } = await scene({ sweep: { answeredAtMs: NOW_MS - 5 * 60_000 } });
    expect(await check()).toEqual([
      { what: 'sub-accounts of main', isOk: true, said: '3 are listed, and all are watched' },
      { what: 'schedule of the sub-accounts of main', isOk: true, said: 'on, every minute' },
      {
        what: 'reading of the sub-accounts of main',
        isOk: true,
        said: 'the last was 5 minutes ago',
      },
    ]);
  });

  it('names ids of the settings that SmartlyQ does not list', async () => {
    const sweep = {};
    const some = await scene({ subAccounts: ['421000', '421002'], sweep });
    expect((await some.check())[0]?.said).toBe('3 are listed, and 2 watched');
    const wrongly = ['421000', '1', '2', '3', '4', '5', '6', '7'];
    const [finding] = await (await scene({ subAccounts: wrongly, sweep })).check();
    expect(finding).toMatchObject({
      isOk: false,
      said: 'SmartlyQ does not list 1, 2, 3, 4, 5 and 2 more',
      advice: 'correct "subAccounts" in the settings, and deploy',
    });
  });

  it('tells of a key without the scope, and of one without an agency', async () => {
    const apiKeys = [{ key: KEY, scopes: ['wallet:read'] }];
    const [unscoped] = await (await scene({ api: { apiKeys } })).check();
    expect(unscoped?.said).toContain('lacks the scope workspaces:read');
    expect(unscoped?.advice).toMatch(/^give the key that scope at https:/);
    const [alone] = await (await scene({ api: { workspaces: undefined as never } })).check();
    expect(alone?.said).toContain("sub-accounts need a key of an agency's workspace");
    expect(alone?.advice).toContain('setup --wallet main --stack Trial; or take "subAccounts" out');
  });

  it('switches a schedule on that is off, and tells of one that is gone', async () => {
    const { check, known } = await scene({ schedule: { ...ON, State: 'DISABLED' }, sweep: {} });
    const off = (await check())[1];
    expect(off?.said).toBe('it is off');
    await off?.repair?.();
    expect(known.now).toMatchObject({ State: 'ENABLED' });
    const gone = await (await scene({ schedule: undefined })).check();
    expect(gone[1]?.said).toBe('there is none in the group readers');
    expect(gone).toHaveLength(2);
  });

  it('tells why they are not read, and of readings that have stopped', async () => {
    const fault = 'SmartlyQ is not available';
    const hour = 3_600_000;
    const said = async (sweep: Partial<SweepState> | undefined) => {
      const { check } = await scene(sweep === undefined ? {} : { sweep });
      return (await check())[2];
    };
    expect(await said({ fault, answeredAtMs: NOW_MS - 2 * hour })).toMatchObject({
      isOk: false,
      said: `the last answer came 2 hours ago; since then: ${fault}`,
      advice: expect.stringContaining('--function-name arn:reader'),
    });
    expect(await said({ answeredAtMs: NOW_MS - 3 * hour })).toMatchObject({
      isOk: false,
      said: 'the last was 3 hours ago',
    });
    expect(await said(undefined)).toMatchObject({ isOk: false, said: 'none so far' });
  });

  it('tells what is not deployed yet, leaves a missing key to its own line, and is silent without an agency', async () => {
    const { check } = await scene({ isKeyStored: false, outputs: {} });
    expect(await check()).toMatchObject([
      { isOk: false, advice: 'deploy it: npx cdk deploy -c stackName=Trial' },
    ]);
    expect(await checkSubAccounts(await patient({}))).toEqual([]);
  });
});
