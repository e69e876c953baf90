import { expect, it } from 'vitest';
import { createEventStore } from '../../functions/adapters/table/event-items.ts';
import { subAccountId } from '../../functions/core/agency/sub-account.ts';
import { OUTPUTS } from '../../functions/settings/outputs.ts';
import { scheduleNames } from '../../functions/settings/schedules.ts';
import { until } from './emulator.ts';
import type { Run } from './run.ts';
import { switchOff } from './schedule-breakages.ts';

/** Of the sub-accounts the one that is nearly empty: it has 12 credits. */
const POOR = '421006';
const POOR_ID = subAccountId('main', POOR);
/** What an agency's schedule that is off gets from doctor. */
const SCHEDULE_OFF =
  /WRONG schedule of the sub-accounts of main: it is off\n\s+put it right: doctor --fix/;

/** The sub-accounts are read by a function and a schedule of their own. */
export function scheduledSubAccounts(run: Run): void {
  const { api, inboxes } = run;

  it('a schedule of its own reads the sub-accounts twice, and how they are found is no alarm', async () => {
    for (const [id, { wallet }] of api.subAccounts) {
      const made = await until(`two readings of ${id}`, async () => {
        const found = await run.readings(subAccountId('main', id));
        return found.length >= 2 ? found : undefined;
      });
      const balance = { decimal: String(Number(wallet.balanceAt(Date.now()))), currency: 'SQC' };
      expect(made.map((one) => one.balance)).toEqual(made.map(() => balance));
    }
    expect(await inboxes.queued()).toEqual([]);
  });

  it('status lists the sub-accounts with their agency', async () => {
    const { code, said } = await run.ask('status', '--json');
    expect(code, said).toBe(0);
    const [own, ...theirs]: Record<string, unknown>[] = JSON.parse(said);
    expect(own).toMatchObject({ wallet: 'main', balance: 1_000 });
    expect(own).not.toHaveProperty('agency');
    // Nothing runs down yet: who has least comes first.
    expect(theirs.map(({ wallet, agency, balance }) => [wallet, agency, balance])).toEqual([
      ['main/421006', 'main', 12],
      ['main/421005', 'main', 500],
      ['main/421004', 'main', 600],
      ['main/421003', 'main', 700],
      ['main/421002', 'main', 800],
      ['main/421001', 'main', 900],
    ]);
  });
}

/** What happens to one of them. */
export function agency(run: Run): void {
  const { api, inboxes, dynamodb } = run;

  it('a signed webhook has one sub-account read, also while its schedule is off, which doctor tells', async () => {
    await switchOff(
      scheduleNames(run.stack.name).subAccounts('main'),
      run.stack.outputs[OUTPUTS.subAccountsGroup],
    );
    const broken = await run.doctor();
    expect(broken.said).toMatch(SCHEDULE_OFF);
    expect(broken.code).toBe(1);
    const others = [...api.subAccounts.keys()].filter((id) => id !== POOR);
    const readingsOfOthers = async () => {
      const all = others.map(async (id) => (await run.readings(subAccountId('main', id))).length);
      return Promise.all(all);
    };
    const before = await readingsOfOthers();

    api.subAccounts.get(POOR)?.spend(7);
    const id = `evt_${run.name}_sub`;
    const data = { balance: 5, threshold: 10, profile_id: 421006, profile_workspace_id: 421006 };
    expect(await run.deliver({ id, event: 'balance.low', data })).toBe(200);
    const events = createEventStore(dynamodb, run.stack.table);
    await until('the reading that the event brought', async () =>
      (await events.read('main', id))?.state === 'done' ? true : undefined,
    );
    expect((await run.readings(POOR_ID)).at(-1)?.balance.decimal).toBe('5');
    expect(await readingsOfOthers()).toEqual(before);

    expect((await run.doctor('--fix')).said).toContain(
      'the schedule of the sub-accounts of main is on',
    );
  });

  it('a sub-account that is empty alerts at once', async () => {
    api.subAccounts.get(POOR)?.spend(5);
    const event = await until('the alert in the queue', async () =>
      (await inboxes.queued()).find(({ kind }) => kind === 'depleted'),
    );
    expect(event).toMatchObject({
      version: 1,
      severity: 'critical',
      wallet: { id: POOR_ID, name: 'Client 6' },
      balance: '0',
    });
    const texts = inboxes.slack.messages.map(({ text }) => text).join('\n');
    expect(texts).toContain('Client 6');
    const { code, said } = await run.ask('alerts', POOR_ID);
    expect(code, said).toBe(0);
    expect(said).toContain('Client 6 is empty');
  });
}
