import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type LocalTable, openLocalTable } from '../../../cli/local/table.ts';
import { fixedSecret } from '../../../functions/adapters/aws/secret-source.ts';
import { SmartlyqError } from '../../../functions/adapters/smartlyq/smartlyq-error.ts';
import { createWalletReads } from '../../../functions/adapters/smartlyq/wallet-reads.ts';
import { createWalletStore } from '../../../functions/adapters/table/wallet-store.ts';
import { HOUR_MS } from '../../../functions/core/ledger/durations.ts';
import { pollWallet } from '../../../functions/poll/poll-wallet.ts';
import { POLICY, START_MS } from '../../support/falling-wallet.ts';
import { answer, loopbackServer } from '../adapters/http/loopback-server.ts';

/** What each path answers; what it does not name is not there. */
type Answers = Readonly<Record<string, unknown>>;

let table: LocalTable;
let wallets = 0;
beforeAll(async () => {
  table = await openLocalTable();
});
afterAll(() => table.close());

/** A vendor over HTTP, and a wallet of its own that is polled from late in an evening on. */
async function watching() {
  let answers: Answers = {};
  let nowMs = START_MS;
  let id = '';
  const kinds: string[] = [];
  const { url } = await loopbackServer((...seen) => {
    const path = seen[2].path?.replace(/\?.*/, '') ?? '';
    const isKnown = path in answers;
    const data = { success: true, data: answers[path] };
    (isKnown ? answer(200, data) : answer(404, { success: false }))(...seen);
  });
  const store = createWalletStore(table.client, table.tableName);
  const quiet = () => {};
  const vendor = createWalletReads({
    baseUrl: url,
    apiKey: fixedSecret('sqk_live_9f3a2b1c7d4e4a08'),
    clock: () => nowMs,
    allowLoopback: true,
    sleep: async () => undefined,
  });
  return {
    kinds,
    store,
    begin() {
      id = `wallet-${wallets++}`;
      nowMs = START_MS + 22 * HOUR_MS;
      kinds.length = 0;
      return id;
    },
    poll(now: Answers) {
      answers = now;
      nowMs += HOUR_MS;
      return pollWallet({
        wallet: { id, name: id, webhookSecretParameter: `/${id}/webhook-secret` },
        store,
        vendor,
        channels: [
          {
            name: 'sns',
            minSeverity: 'info',
            send: async ({ attributes }) => {
              kinds.push(attributes.kind ?? '');
              return { state: 'accepted' };
            },
          },
        ],
        policy: POLICY,
        pollMinutes: 60,
        timeoutMs: 60_000,
        clock: () => nowMs,
        log: { info: quiet, warn: quiet, error: quiet },
      });
    },
    reading: async () => (await store.load(id, START_MS)).recent.at(-1)?.reading,
  };
}

const any = fc.option(fc.jsonValue(), { nil: undefined });
const orAny = (sound: fc.Arbitrary<unknown>) => fc.oneof(sound, any);
const date = fc.constantFrom(
  '2019-02-29T00:00:00Z',
  '2026-02-28T00:00:00Z',
  '2026-12-01',
  '31.12.',
);
const fields = {
  monthly_balance: orAny(fc.constantFrom('400.0000', 400, '9999', '-1')),
  purchased_balance: orAny(fc.constantFrom('100.0000', null)),
  monthly_reset_at: orAny(date),
};
const others = fc.record({
  '/me/billing': orAny(
    fc.record({
      currency: orAny(fc.constantFrom('SQC', 'USD')),
      balance: orAny(fc.record({ total: any, purchased: any, monthly: any })),
      cycle: orAny(fc.record({ monthly_reset_at: orAny(date) })),
      auto_recharge: orAny(
        fc.record({ enabled: orAny(fc.boolean()), below: any, amount: any, active: any }),
      ),
      payment: orAny(fc.record({ card_on_file: any, status: orAny(fc.constant('on_hold')) })),
    }),
  ),
  '/me/account-billing': orAny(
    fc.record({
      currency: orAny(fc.constant('SQC')),
      estimated_next_charge: orAny(fc.constantFrom(66, '66.0000', -3, '1e9')),
      next_billing_date: orAny(date),
      history: orAny(fc.array(any, { maxLength: 3 })),
    }),
  ),
  '/webhooks': orAny(fc.record({ webhooks: orAny(fc.array(any, { maxLength: 3 })), events: any })),
});

describe('a poll of a vendor that errs', () => {
  it('goes on with a sound balance, whatever stands in all the rest', async () => {
    const world = await watching();
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.record(fields), others), { minLength: 4, maxLength: 4 }),
        async (polls) => {
          world.begin();
          for (const [rest, other] of polls) {
            const balance = { currency: 'SQC', ...rest, balance: '500.0000' };
            const report = await world.poll({ '/me/balance': balance, ...other });
            expect(report?.reading.balance).toEqual({ decimal: '500', currency: 'SQC' });
          }
          expect(world.kinds).not.toContain('depleted');
          expect(world.kinds).not.toContain('key-rejected');
          expect((await world.reading())?.balance.decimal).toBe('500');
        },
      ),
      { numRuns: 60 },
    );
  });

  it('has no reading of a balance that is none, and never takes it for empty', async () => {
    const world = await watching();
    const sound = { '/me/balance': { balance: '500.0000', currency: 'SQC' } };
    for (const balance of [undefined, null, true, '', ' ', '1,234', 'NaN', '5e2', [], [0], {}]) {
      world.begin();
      await world.poll(sound);
      for (let polls = 0; polls < 3; polls++) {
        const poll = world.poll({ '/me/balance': { balance, currency: 'SQC' } });
        await expect(poll, String(balance)).rejects.toThrow(SmartlyqError);
      }
      expect(
        world.kinds.filter((kind) => kind !== 'no-data'),
        String(balance),
      ).toEqual([]);
      expect((await world.reading())?.balance.decimal).toBe('500');
      expect(await world.poll(sound)).toBeDefined();
    }
  });
});
