import { describe, expect, it, onTestFinished } from 'vitest';
import { checkDigest } from '../../../../cli/doctor/checks/digest.ts';
import { openLocalTable } from '../../../../cli/local/table.ts';
import {
  createDigestStore,
  type DigestClaim,
} from '../../../../functions/adapters/table/digest-item.ts';
import { lastDue } from '../../../../functions/core/digest/digest-period.ts';
import { DAY_MS } from '../../../../functions/core/ledger/durations.ts';
import { patient, schedulerWith } from '../patient.ts';

const DAILY = { every: 'day', at: '08:00', weekday: 'mon' } as const;
const WEEKLY = { ...DAILY, every: 'week' } as const;
const NOW_MS = Date.parse('2026-11-22T12:00:00Z');
const ON = {
  Name: 'digest',
  State: 'ENABLED',
  ScheduleExpression: 'cron(0 8 * * ? *)',
  ScheduleExpressionTimezone: 'Europe/Berlin',
  FlexibleTimeWindow: { Mode: 'OFF' },
  Target: { Arn: 'arn:digest', RoleArn: 'arn:role' },
  CreationDate: (NOW_MS - 10 * DAY_MS) / 1_000,
};

async function scene(schedule: Readonly<Record<string, unknown>> | undefined = ON) {
  const table = await openLocalTable();
  onTestFinished(() => table.close());
  const { scheduler, known } = await schedulerWith(schedule);
  const one = await patient({
    settings: { timeZone: 'Europe/Berlin', digest: { every: 'day' } },
    outputs: { DigestGroup: 'digests' },
    table: table.tableName,
    nowMs: NOW_MS,
    aws: { scheduler, dynamodb: table.client },
  });
  const store = createDigestStore(table.client, table.tableName, () => NOW_MS);
  const record = (claim: Partial<DigestClaim>) => store.save({ ...EMPTY, ...claim }, 0);
  return { known, record, check: () => checkDigest(one) };
}

const EMPTY: DigestClaim = {
  id: '2026-11-22',
  fromMs: NOW_MS - DAY_MS,
  toMs: NOW_MS,
  channels: {},
  leaseUntilMs: 0,
  deliveries: {},
  troubles: {},
};
const settled = (state: 'accepted' | 'refused') => ({ state, mayHaveArrived: false });

describe('doctor on the digest', () => {
  it('finds its schedule on, and the last one sent', async () => {
    const { check, record } = await scene();
    await record({ channels: { sns: settled('accepted'), team: settled('accepted') } });
    expect(await check()).toMatchObject([
      { isOk: true, said: 'on, every day at 08:00 in Europe/Berlin' },
      { isOk: true, said: 'the one of 2026-11-22 was sent' },
    ]);
  });

  it('tells of one that was not sent, unless the schedule is younger', async () => {
    const { check } = await scene();
    expect((await check())[1]).toMatchObject({
      said: 'the one of 2026-11-22 was not sent',
      advice: expect.stringContaining('--function-name arn:digest'),
    });
    const young = await scene({ ...ON, CreationDate: (NOW_MS - DAY_MS / 24) / 1_000 });
    expect((await young.check())[1]).toMatchObject({ isOk: true });
  });

  it('tells of a channel that refused it, and why', async () => {
    const { check, record } = await scene();
    const at = new Date(NOW_MS).toISOString();
    const team = { outcome: 'refused', reason: '404 no_service', firstAt: at, lastAt: at } as const;
    await record({
      channels: { sns: settled('accepted'), team: settled('refused') },
      deliveries: { team },
    });
    expect((await check())[1]?.said).toBe(
      'the one of 2026-11-22 did not arrive everywhere: team refused 404 no_service',
    );
  });

  it.each([
    [{ State: 'DISABLED' }, 'it is off'],
    [
      { ScheduleExpressionTimezone: 'UTC' },
      'cron(0 8 * * ? *), not cron(0 8 * * ? *) in Europe/Berlin',
    ],
  ])('puts its schedule right: %j', async (change, said) => {
    const { check, known } = await scene({ ...ON, ...change });
    const [finding] = await check();
    expect(finding?.said).toBe(said);
    await finding?.repair?.();
    const { CreationDate, ...expected } = ON;
    expect(known.now).toMatchObject(expected);
    expect((await check())[0]?.isOk).toBe(true);
  });

  it('tells when it is gone, or not deployed', async () => {
    expect(await (await scene({})).check()).toMatchObject([{ isOk: false }]);
    const gone = await schedulerWith(undefined);
    const one = { settings: { digest: { every: 'day' } }, aws: { scheduler: gone.scheduler } };
    const found = await checkDigest(await patient({ ...one, outputs: { DigestGroup: 'g' } }));
    expect(found).toMatchObject([{ said: 'there is none in the group g' }]);
    expect(await checkDigest(await patient(one))).toMatchObject([
      { advice: 'deploy it: npx cdk deploy -c stackName=Trial' },
    ]);
  });

  it('is silent where nobody asked for one', async () => {
    expect(await checkDigest(await patient({}))).toEqual([]);
  });
});

describe('the last digest that was due', () => {
  it.each([
    [DAILY, 'UTC', '2026-11-22T07:59:00Z', '2026-11-21'],
    [DAILY, 'UTC', '2026-11-22T08:00:00Z', '2026-11-22'],
    [DAILY, 'Pacific/Auckland', '2026-11-21T20:00:00Z', '2026-11-22'],
    [WEEKLY, 'UTC', '2026-11-22T12:00:00Z', '2026-11-16'],
    [WEEKLY, 'UTC', '2026-11-23T07:00:00Z', '2026-11-16'],
    // The day before has 23 hours.
    [DAILY, 'Europe/Berlin', '2026-03-29T22:30:00Z', '2026-03-29'],
  ])('%j in %s at %s', (digest, timeZone, now, date) => {
    expect(lastDue(digest, timeZone, Date.parse(now)).date).toBe(date);
  });
});
