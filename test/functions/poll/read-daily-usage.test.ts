import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fixedSecret } from '../../../functions/adapters/aws/secret-source.ts';
import { createWalletReads } from '../../../functions/adapters/smartlyq/wallet-reads.ts';
import { step } from '../../../functions/core/decide/step.ts';
import { DAY_MS, HOUR_MS } from '../../../functions/core/ledger/durations.ts';
import type { WalletState } from '../../../functions/core/state/wallet-state.ts';
import { readDailyUsage } from '../../../functions/poll/read-daily-usage.ts';
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

/** A vendor over HTTP that answers `/me/usage` and `/webhooks`, and a log that is kept. */
async function looking(usage: Respond, webhooks: Respond, wallet: object = WALLET) {
  const server = await loopbackServer((response, turn, seen) => {
    const respond = seen.path?.startsWith('/v1/me/usage') ? usage : webhooks;
    respond(response, turn, seen);
  });
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
  const look = (atMs = CLOSING_MS + HOUR_MS, state: WalletState | undefined = justClosed()) =>
    readDailyUsage(state, reading(atMs, 88), deps);
  return { look, warnings, requests: server.requests };
}

const USED = ok({ total_requests: 31, total_credits_used: 690.5 });
const hooks = (...webhooks: object[]) => ok({ webhooks, events: ['balance.low'] });

describe('the look of once a day', () => {
  it('asks when a day has just closed, and at no other poll', async () => {
    const { look, requests, warnings } = await looking(USED, hooks());
    expect(await look()).toEqual({ date: '2026-11-02', creditsUsed7d: 690.5, requests7d: 31 });
    expect(requests.map(({ path }) => path).toSorted()).toEqual([
      '/v1/me/usage?period=7d',
      '/v1/webhooks',
    ]);
    const written = { ...justClosed(), closedDays: [] };
    expect(await look(CLOSING_MS + HOUR_MS, written)).toBeUndefined();
    expect(await look(CLOSING_MS + 7 * HOUR_MS)).toBeUndefined();
    expect(requests).toHaveLength(2);
    expect(warnings).toEqual([]);
  });

  it('asks for no endpoint where the wallet takes no webhooks', async () => {
    const { look, requests } = await looking(USED, hooks(), { webhookSecretParameter: undefined });
    expect(await look()).toMatchObject({ creditsUsed7d: 690.5 });
    expect(requests).toHaveLength(1);
  });

  it('goes on without what the vendor refuses, and says each once', async () => {
    const refused = answer(403, { success: false, error: { code: 'FORBIDDEN', message: 'scope' } });
    const { look, warnings } = await looking(answer(404, 'gone'), refused);
    expect(await look()).toEqual({ date: '2026-11-02' });
    expect(warnings.map(({ message }) => message).toSorted()).toEqual([
      'going on without a look at the webhook',
      "going on without the vendor's own count",
    ]);
    expect(JSON.stringify(warnings)).toContain('webhooks:read');
  });

  it('finds an endpoint of this wallet that the vendor has paused', async () => {
    const paused = { id: 7, url: OWN_URL, events: [], status: 'disabled' };
    const other = { id: 8, url: 'https://shop.example/hooks/orders', events: [], status: 'active' };
    const { look, warnings } = await looking(USED, hooks(other, paused));
    expect((await look())?.isWebhookPaused).toBe(true);
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
    const { look, warnings } = await looking(USED, hooks(...registered));
    expect(await look()).not.toHaveProperty('isWebhookPaused');
    expect(warnings.map(({ message }) => message)).not.toContain(
      "the vendor has paused the wallet's webhook",
    );
  });

  it('takes what is sound of any answer, and fails no poll', async () => {
    const field = fc.option(fc.jsonValue(), { nil: undefined });
    const anyUsage = fc.oneof(
      field,
      fc.record({ total_requests: field, total_credits_used: field }),
    );
    const anyWebhook = fc.record({ id: field, url: field, events: field, status: field });
    const anyWebhooks = fc.oneof(
      field,
      fc.record({ webhooks: fc.oneof(field, fc.array(fc.oneof(field, anyWebhook))) }),
    );
    let [usage, webhooks]: unknown[] = [];
    const { look } = await looking(
      (...seen) => ok(usage)(...seen),
      (...seen) => ok(webhooks)(...seen),
    );
    await fc.assert(
      fc.asyncProperty(anyUsage, anyWebhooks, async (sentUsage, sentWebhooks) => {
        [usage, webhooks] = [sentUsage, sentWebhooks];
        const found = await look();
        expect(found?.date).toBe('2026-11-02');
        expect(Number.isFinite(found?.creditsUsed7d ?? 0)).toBe(true);
        expect(Number.isSafeInteger(found?.requests7d ?? 0)).toBe(true);
      }),
      { numRuns: 150 },
    );
  });
});
