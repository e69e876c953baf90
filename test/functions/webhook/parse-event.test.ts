import { describe, expect, it } from 'vitest';
import { parseEvent } from '../../../functions/webhook/parse-event.ts';
import { envelope, NOW } from './receiving.ts';

function parsed(event: string, data: object) {
  return parseEvent(envelope('evt_1', event, data), NOW);
}

const common = { id: 'evt_1', createdAtMs: NOW - 2_000, receivedAtMs: NOW };
const usd = (decimal: string) => ({ decimal, currency: 'USD' });

describe('an event', () => {
  it.each<[string, object, object]>([
    ['balance.depleted', { balance: 0 }, { balance: '0' }],
    [
      'wallet.recharge.succeeded',
      { amount: 25, currency: 'USD', balance_after: null },
      { amount: usd('25') },
    ],
    [
      'wallet.recharge.failed',
      { amount: '25.00', currency: 'USD', error: 'card_declined', balance: 1.5, retry_after: 'x' },
      { amount: usd('25'), error: 'card_declined', balance: '1.5' },
    ],
    [
      'wallet.recharge.failed',
      { reason: 'wallet_depleted', profiles_paused: true, grace_days: 3 },
      { reason: 'wallet_depleted', isPaused: true, graceDays: 3 },
    ],
    [
      'account_billing.charged',
      { period: '2026-11', accounts: 12, amount: 66, balance_after: 4.25 },
      { period: '2026-11', accounts: 12, amount: '66', balanceAfter: '4.25' },
    ],
    [
      'account_billing.failed',
      {
        period: '2026-11',
        accounts: 12,
        amount_due: 66,
        error: 'no money',
        grace_days_remaining: 7,
      },
      {
        period: '2026-11',
        accounts: 12,
        amountDue: '66',
        error: 'no money',
        graceDaysRemaining: 7,
      },
    ],
    [
      'key.revoked',
      { key_id: 12, key_prefix: 'sqk_live_9f3a', name: 'CI' },
      { keyId: '12', keyPrefix: 'sqk_live_9f3a', keyName: 'CI' },
    ],
  ])('%s carries what the vendor documents', (name, data, facts) => {
    expect(parsed(name, data)).toEqual({
      kind: 'event',
      event: { ...common, name, ...facts },
      ignored: [],
    });
  });

  it('of a sub-account says which', () => {
    const found = parsed('balance.low', {
      balance: 1,
      profile_id: 5,
      profile_workspace_id: 421077,
    });
    expect(found).toMatchObject({ event: { profileId: '5', workspaceId: '421077' } });
  });

  it('goes on with what is sound and names the rest', () => {
    const found = parsed('account_billing.failed', {
      period: 7,
      accounts: 'many',
      amount_due: '66.00',
      error: `Bearer abcdef ${'x'.repeat(400)}`,
      profiles_paused: 'yes',
      profile_workspace_id: '../1',
    });
    expect(found).toMatchObject({
      event: { amountDue: '66' },
      ignored: [
        'data.profile_workspace_id',
        'data.period',
        'data.accounts',
        'data.profiles_paused',
      ],
    });
    expect(JSON.stringify(found)).not.toContain('abcdef');
  });

  it('never carries a whole key', () => {
    const key = 'sqk_live_9f3a2b1c7d4e4a08b2c65e1f';
    const found = parsed('key.revoked', { key_id: 1, key_prefix: key, name: key });
    expect(JSON.stringify(found)).not.toContain('9f3a2b1c');
  });

  it('needs no data at all', () => {
    expect(parseEvent('{"id":"evt_1","event":"balance.low","data":null}', NOW)).toEqual({
      kind: 'event',
      event: { id: 'evt_1', receivedAtMs: NOW, name: 'balance.low' },
      ignored: [],
    });
  });
});
