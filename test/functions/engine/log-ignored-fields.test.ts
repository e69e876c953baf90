import { describe, expect, it, onTestFinished } from 'vitest';
import { openLocalTable } from '../../../cli/local/table.ts';
import { createWalletStore } from '../../../functions/adapters/table/wallet-store.ts';
import { HOUR_MS } from '../../../functions/core/ledger/durations.ts';
import { pollWallet } from '../../../functions/poll/poll-wallet.ts';
import { POLICY, reading, START_MS } from '../../support/falling-wallet.ts';
import { delivery, envelope, receiver } from '../webhook/receiving.ts';

const ACCEPTED = { state: 'accepted' } as const;

describe('what was unsound in the vendor’s answers', () => {
  it('is said with the first reading of a UTC day, each answer’s in one line', async () => {
    const table = await openLocalTable();
    onTestFinished(() => table.close());
    const said: string[] = [];
    const quiet = () => {};
    const warn = (message: string, { ignored }: Record<string, unknown>) => {
      if (message === 'ignored') said.push(`${new Date(nowMs).toISOString()} ${ignored}`);
    };
    let nowMs = START_MS + 22 * HOUR_MS;
    const isTestKey = false;
    const failed = { isEnabled: true, below: { decimal: '900', currency: 'SQC' } };
    const vendor = {
      readBalance: async () => ({
        reading: reading(nowMs, 500),
        ignored: ['monthly_balance', 'monthly_reset_at'],
        isTestKey,
      }),
      // Below its threshold, the promise is looked at in every poll.
      readBilling: async () => ({
        billing: { atMs: nowMs, autoRecharge: failed },
        ignored: ['payment.status'],
        isTestKey,
      }),
      readAccountBilling: async () => ({
        accountBilling: { atMs: nowMs, history: [] },
        ignored: ['history[0].amount', 'history[1].amount'],
        isTestKey,
      }),
    };
    for (let hour = 22; hour < 52; hour++) {
      nowMs = START_MS + hour * HOUR_MS;
      await pollWallet({
        wallet: { id: 'main', name: 'main' },
        store: createWalletStore(table.client, table.tableName),
        vendor,
        channels: [{ name: 'sns', minSeverity: 'info', send: async () => ACCEPTED }],
        policy: POLICY,
        pollMinutes: 60,
        timeoutMs: 60_000,
        clock: () => nowMs,
        log: { info: quiet, error: quiet, warn },
      });
    }
    const answers = [
      'monthly_balance,monthly_reset_at',
      'history[0].amount,history[1].amount',
      'payment.status',
    ];
    const days = ['2026-11-02T22', '2026-11-03T00', '2026-11-04T00'].flatMap((hour) =>
      answers.map((ignored) => `${hour}:00:00.000Z ${ignored}`),
    );
    expect(said.toSorted()).toEqual(days.toSorted());
  });

  it('is said of an event when it is first received, and not of its repetitions', async () => {
    const world = await receiver();
    onTestFinished(() => world.close());
    const body = envelope('evt_1', 'balance.low', { balance: {}, threshold: 'none' });
    for (let times = 0; times < 3; times++) await world.receive(delivery(body));
    const said = world.lines.filter(({ message }) => message === 'ignored');
    expect(said.map(({ facts }) => facts)).toEqual([
      { wallet: 'main', event: 'balance.low', ignored: ['data.balance', 'data.threshold'] },
    ]);
  });
});
