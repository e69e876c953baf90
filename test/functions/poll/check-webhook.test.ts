import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fixedSecret } from '../../../functions/adapters/aws/secret-source.ts';
import { createWalletReads } from '../../../functions/adapters/smartlyq/wallet-reads.ts';
import { step } from '../../../functions/core/decide/step.ts';
import { DAY_MS, HOUR_MS } from '../../../functions/core/ledger/durations.ts';
import type { WalletState } from '../../../functions/core/state/wallet-state.ts';
import { checkWebhook } from '../../../functions/poll/check-webhook.ts';
import { POLICY, reading, START_MS } from '../../support/falling-wallet.ts';
import { answer, loopbackServer, type Respond } from '../adapters/http/loopback-server.ts';

const WALLET = { id: 'main', webhookSecretParameter: '/smartlyq-runway/main/webhook-secret' };
const OWN_URL = 'https://abc123.lambda-url.eu-central-1.on.aws/main';
const CLOSING_MS = START_MS + DAY_MS;
const ok = (data: unknown) => answer(200, { success: true, data });

/** As the poll leaves it that saw the first reading of a new day. */
function justClosed(): WalletState {
  const first = step(undefined, reading(START_MS, 100), POLICY, START_MS).state;
  return step(first, reading(CLOSING_MS, 90), POLICY, CLOSING_MS).state;
}

/** A vendor over HTTP that answers `/webhooks`, and a log that is kept. */
async function checking(webhooks: Respond, wallet: object = WALLET) {
  const server = await loopbackServer(webhooks);
  const warnings: { message: string; facts: Record<string, unknown> }[] = [];
  const quiet = () => {};
  const deps = {
    vendor: createWalletReads({
      baseUrl: `${server.url}/v1`,
      apiKey: fixedSecret('sqk_live_9f3a2b1c7d4e4a08'),
      clock: () => CLOSING_MS,
      allowLoopback: true,
      sleep: async () => undefined,
    }),
    wallet: { id: 'main', ...wallet },
    log: {
      info: quiet,
      error: quiet,
      warn: (message: string, facts: Record<string, unknown>) =>
        void warnings.push({ message, facts }),
    },
  };
  const check = (atMs = CLOSING_MS + HOUR_MS, state: WalletState | undefined = justClosed()) =>
    checkWebhook(state, reading(atMs, 88), deps);
  return { check, warnings, requests: server.requests };
}

const hooks = (...webhooks: object[]) => ok({ webhooks, events: ['balance.low'] });

describe('the check of once a day', () => {
  it('asks when a day has just closed, and at no other poll', async () => {
    const { check, requests, warnings } = await checking(hooks());
    expect(await check()).toEqual({ date: '2026-11-02' });
    expect(requests.map(({ path }) => path)).toEqual(['/v1/webhooks']);
    const written = { ...justClosed(), closedDays: [] };
    expect(await check(CLOSING_MS + HOUR_MS, written)).toBeUndefined();
    expect(await check(CLOSING_MS + 7 * HOUR_MS)).toBeUndefined();
    expect(requests).toHaveLength(1);
    expect(warnings).toEqual([]);
  });

  it('asks for no endpoint where the wallet takes no webhooks', async () => {
    const { check, requests } = await checking(hooks(), { webhookSecretParameter: undefined });
    expect(await check()).toEqual({ date: '2026-11-02' });
    expect(requests).toEqual([]);
  });

  it('goes on without an answer that the vendor refuses, and says so once', async () => {
    const refused = answer(403, { success: false, error: { code: 'FORBIDDEN', message: 'scope' } });
    const { check, warnings } = await checking(refused);
    expect(await check()).toEqual({ date: '2026-11-02' });
    expect(warnings.map(({ message }) => message)).toEqual([
      'going on without a look at the webhook',
    ]);
    expect(JSON.stringify(warnings)).toContain('webhooks:read');
  });

  it('finds an endpoint of this wallet that the vendor has paused', async () => {
    const paused = { id: 7, url: OWN_URL, events: [], status: 'disabled' };
    const other = { id: 8, url: 'https://shop.example/hooks/orders', events: [], status: 'active' };
    const { check, warnings } = await checking(hooks(other, paused));
    expect((await check())?.isWebhookPaused).toBe(true);
    expect(warnings).toEqual([
      {
        message: "the vendor has paused the wallet's webhook",
        facts: { wallet: 'main', endpoints: [{ id: '7', status: 'disabled' }] },
      },
    ]);
  });

  it.each([
    ['is active', [{ id: 7, url: OWN_URL, status: 'active' }]],
    ['has a status that is missing', [{ id: 7, url: OWN_URL }]],
    ['has a status that is no word', [{ id: 7, url: OWN_URL, status: 3 }]],
    ['is another wallet’s', [{ id: 7, url: `${OWN_URL}2`, status: 'disabled' }]],
    [
      'was left behind by a stack that is gone',
      [
        { id: 6, url: 'https://gone.lambda-url.eu-central-1.on.aws/main', status: 'disabled' },
        { id: 7, url: OWN_URL, status: 'active' },
      ],
    ],
    ['is not there', []],
  ])('says nothing of an endpoint that %s', async (_, registered) => {
    const { check, warnings } = await checking(hooks(...registered));
    expect(await check()).not.toHaveProperty('isWebhookPaused');
    expect(warnings.map(({ message }) => message)).not.toContain(
      "the vendor has paused the wallet's webhook",
    );
  });

  it('takes what is sound of any answer, and fails no poll', async () => {
    const field = fc.option(fc.jsonValue(), { nil: undefined });
    const anyWebhook = fc.record({ id: field, url: field, events: field, status: field });
    const anyWebhooks = fc.oneof(
      field,
      fc.record({ webhooks: fc.oneof(field, fc.array(fc.oneof(field, anyWebhook))) }),
    );
    let webhooks: unknown;
    const { check } = await checking((...seen) => ok(webhooks)(...seen));
    await fc.assert(
      fc.asyncProperty(anyWebhooks, async (sent) => {
        webhooks = sent;
        expect((await check())?.date).toBe('2026-11-02');
      }),
      { numRuns: 150 },
    );
  });
});
