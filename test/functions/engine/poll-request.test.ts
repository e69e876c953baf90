import { expect, it } from 'vitest';
import { parsePollRequest } from '../../../functions/engine/poll-request.ts';

it.each([
  [{ wallet: 'main' }],
  [{ wallet: 'main', event: { id: 'evt_1' } }],
  [{ wallet: 'main', test: true }],
])('the poll takes %j', (input) => {
  expect(parsePollRequest(input)).toEqual(input);
});

it('of an event only its id counts, as an earlier version sends it', () => {
  const event = { id: 'evt_1', name: 'account_billing.failed', period: '2026-11' };
  expect(parsePollRequest({ wallet: 'main', event })).toEqual({
    wallet: 'main',
    event: { id: 'evt_1' },
  });
});

it.each([
  [undefined],
  ['main'],
  [{ test: true }],
  [{ wallet: 1 }],
  [{ wallet: 'main', test: 'yes' }],
  [{ wallet: 'main', test: true, event: { id: 'evt_1' } }],
  [{ wallet: 'main', event: 'evt_1' }],
  [{ wallet: 'main', event: { id: 'a#b' } }],
  [{ wallet: 'main', reading: { balance: '9' } }],
])('the poll refuses %j', (input) => {
  expect(() => parsePollRequest(input)).toThrow(/^expected {"wallet": ID}/);
});
