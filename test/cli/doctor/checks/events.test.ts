import { expect, it, onTestFinished } from 'vitest';
import { checkEvents } from '../../../../cli/doctor/checks/events.ts';
import { openLocalTable } from '../../../../cli/local/table.ts';
import { createEventStore } from '../../../../functions/adapters/table/event-items.ts';
import { MINUTE_MS } from '../../../../functions/core/ledger/durations.ts';
import { patient } from '../patient.ts';

const NOW_MS = Date.UTC(2026, 10, 24, 12);

it('is told of the oldest event that no poll has dealt with', async () => {
  const table = await openLocalTable();
  onTestFinished(() => table.close());
  const events = createEventStore(table.client, table.tableName);
  const check = async () => {
    const settings = { wallets: [{ id: 'main', webhookSecretParameter: '/s' }, { id: 'other' }] };
    const aws = { dynamodb: table.client };
    return checkEvents(await patient({ settings, aws, table: table.tableName, nowMs: NOW_MS }));
  };
  const receive = (id: string, minutesAgo: number) =>
    events.claim('main', {
      id,
      name: 'key.revoked',
      receivedAtMs: NOW_MS - minutesAgo * MINUTE_MS,
    });
  expect(await check()).toMatchObject([{ what: 'events of main', isOk: true }]);
  await receive('b', 3);
  expect(await check()).toMatchObject([{ isOk: true }]);
  await receive('a', 50);
  expect(await check()).toMatchObject([
    {
      isOk: false,
      said: '2 wait to be dealt with, the oldest (key.revoked) for 1 hour',
      advice: expect.stringContaining('poll'),
    },
  ]);
  for (const id of ['a', 'b']) await events.markDone('main', { id }, NOW_MS);
  expect(await check()).toMatchObject([{ isOk: true, said: 'all are dealt with' }]);
});
