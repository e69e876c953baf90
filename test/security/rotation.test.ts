import { describe, expect, it, onTestFinished } from 'vitest';
import { parametersOf } from '../../cli/deployment/parameters.ts';
import { openLocalTable } from '../../cli/local/table.ts';
import { newLinkKey, replaceLinkKey } from '../../cli/setup/link-key.ts';
import { registerWebhook } from '../../cli/setup/register-webhook.ts';
import { rotateWebhook } from '../../cli/setup/rotate-webhook.ts';
import { fixedSecret } from '../../functions/adapters/aws/secret-source.ts';
import { createSecrets, type Secrets } from '../../functions/adapters/aws/secrets.ts';
import { createSmartlyqClient } from '../../functions/adapters/smartlyq/smartlyq-client.ts';
import { createEventStore } from '../../functions/adapters/table/event-items.ts';
import { createLinkSigner, createLinkVerifier } from '../../functions/adapters/web/signed-links.ts';
import { DAY_MS, MINUTE_MS, SECOND_MS } from '../../functions/core/ledger/durations.ts';
import { VENDOR_EVENTS } from '../../functions/core/vendor/vendor-event.ts';
import { LINK_LIFETIME_MS, linkPayload } from '../../functions/core/wording/links.ts';
import { receiveWebhook } from '../../functions/webhook/receive-webhook.ts';
import { loopbackServer } from '../functions/adapters/http/loopback-server.ts';
import { KEY, START_MS, serve } from '../simulator/serving.ts';
import { startParameterStore } from '../support/parameter-store.ts';

const LINK_KEY = '/smartlyq-runway/link-key';
const WEBHOOK_SECRET = '/smartlyq-runway/main/webhook-secret';
const HOST = 'abc.lambda-url.eu-central-1.on.aws';
const INSTANCES = 3;

/** Instances of a function, each with a cache of its own. */
async function instances<T>(make: (secrets: Secrets, clock: () => number) => T) {
  const { client, stored } = await startParameterStore();
  const time = { nowMs: START_MS };
  const clock = () => time.nowMs;
  const made = Array.from({ length: INSTANCES }, () =>
    make(createSecrets({ client, clock }), clock),
  );
  return { made, time, clock, stored, parameters: parametersOf(client) };
}

/** Links signed and opened every ten seconds while `replace` is called twice, and for eight days after. */
async function linkTraffic(replace: (parameters: Parameters, nowMs: number) => Promise<void>) {
  const { made, time, clock, stored, parameters } = await instances((secrets, now) => {
    const key = secrets.source(LINK_KEY);
    return {
      signer: createLinkSigner(key, `https://${HOST}/`, now),
      verifier: createLinkVerifier(key, () => true),
    };
  });
  stored.set(LINK_KEY, { Type: 'SecureString', Value: newLinkKey() });
  const links: { token: string; expiresAtMs: number }[] = [];
  let refused = 0;
  let turn = 0;

  async function pass(forMs: number, everyMs: number): Promise<void> {
    for (const untilMs = time.nowMs + forMs; time.nowMs < untilMs; time.nowMs += everyMs) {
      turn += 1;
      const { signer } = made[turn % INSTANCES] ?? expect.unreachable();
      const expiresAtMs = time.nowMs + LINK_LIFETIME_MS;
      const link = await signer.sign({ purpose: 'report', wallet: 'main', expiresAtMs });
      links.push({ token: new URL(link ?? '').searchParams.get('t') ?? '', expiresAtMs });
      const valid = links.filter((one) => time.nowMs < one.expiresAtMs);
      const forged = `${linkPayload({ purpose: 'report', wallet: 'main', expiresAtMs })}.${'A'.repeat(43)}`;
      for (const { verifier } of made) {
        // Strangers use up the fresh reads that a mismatch may make.
        await verifier.verify(forged, HOST, time.nowMs);
        for (const one of [valid.at(-1), valid[turn % valid.length], valid[0]]) {
          const opened = await verifier.verify(one?.token ?? '', HOST, time.nowMs);
          if (opened === undefined) refused += 1;
        }
      }
    }
  }

  await pass(10 * MINUTE_MS, 10 * SECOND_MS);
  for (const _ of [1, 2]) {
    await replace(parameters, clock());
    await pass(20 * MINUTE_MS, 10 * SECOND_MS);
  }
  await pass(8 * DAY_MS, 3 * 60 * MINUTE_MS);
  return { refused, opened: turn * INSTANCES * 3, stored: stored.get(LINK_KEY)?.Value ?? '' };
}
type Parameters = ReturnType<typeof parametersOf>;

describe('the key of the links', () => {
  it('is rotated twice under traffic and forgeries without one refusal of a valid link', async () => {
    const { refused, opened } = await linkTraffic((parameters, nowMs) =>
      replaceLinkKey(LINK_KEY, false, nowMs, parameters),
    );
    expect(opened).toBeGreaterThan(3_000);
    expect(refused).toBe(0);
  });

  it('that is only overwritten refuses links, or the test above would say nothing', async () => {
    const { refused } = await linkTraffic(async (parameters) => {
      await parameters.write(LINK_KEY, newLinkKey());
    });
    expect(refused).toBeGreaterThan(100);
  });

  it('ends every link within five minutes when it is revoked', async () => {
    const { made, time, stored, parameters } = await instances((secrets, now) => {
      const key = secrets.source(LINK_KEY);
      return {
        signer: createLinkSigner(key, `https://${HOST}/`, now),
        verifier: createLinkVerifier(key, () => true),
      };
    });
    stored.set(LINK_KEY, { Type: 'SecureString', Value: newLinkKey() });
    const [first] = made;
    const expiresAtMs = START_MS + DAY_MS;
    const link = await first?.signer.sign({ purpose: 'report', wallet: 'main', expiresAtMs });
    const token = new URL(link ?? '').searchParams.get('t') ?? '';
    const opens = () =>
      Promise.all(
        made.map(async ({ verifier }) => !!(await verifier.verify(token, HOST, time.nowMs))),
      );
    expect(await opens()).toEqual([true, true, true]);
    await replaceLinkKey(LINK_KEY, true, time.nowMs, parameters);
    time.nowMs += 5 * MINUTE_MS;
    expect(await opens()).toEqual([false, false, false]);
  });

  it('cannot be rotated again before all functions know it, nor where none is stored', async () => {
    const { stored, parameters } = await instances(() => undefined);
    const rotate = (nowMs: number) => replaceLinkKey(LINK_KEY, false, nowMs, parameters);
    await expect(rotate(START_MS)).rejects.toThrow(/no key is stored .*: run setup/);
    stored.set(LINK_KEY, { Type: 'SecureString', Value: newLinkKey() });
    await rotate(START_MS);
    await expect(rotate(START_MS + 9 * MINUTE_MS)).rejects.toThrow(/again after 2026/);
    for (let count = 1; count <= 3; count++) await rotate(START_MS + count * 10 * MINUTE_MS);
    await expect(rotate(START_MS + DAY_MS)).rejects.toThrow(/again after 2026/);
    await rotate(START_MS + 8 * DAY_MS);
    expect(stored.get(LINK_KEY)?.Value.length).toBeLessThan(4_096);
  });
});

describe('the signing secret of a webhook', () => {
  it.each([
    ['', 1],
    [', twice', 2],
  ])('is rotated under traffic without one refusal of a signed event%s', async (_, rotations) => {
    const table = await openLocalTable();
    onTestFinished(() => table.close());
    const events = createEventStore(table.client, table.tableName);
    const received = new Set<string>();
    const silent = () => {};
    const { made, time, clock, stored, parameters } = await instances((secrets, now) => ({
      secretFor: () => secrets.source(WEBHOOK_SECRET),
      events,
      invokePoll: async ({ event }: { readonly event?: { readonly id: string } }) => {
        received.add(event?.id ?? '');
      },
      invokeSubAccounts: async () => {},
      isWatched: () => false,
      clock: now,
      log: { info: silent, warn: silent, error: silent },
    }));
    const statuses: number[] = [];
    let turn = 0;
    const endpoint = await loopbackServer(async (response, _turn, { headers, body }) => {
      turn += 1;
      const deps = made[turn % INSTANCES] ?? expect.unreachable();
      const signature = String(headers['x-smartlyq-signature']);
      const request = { method: 'POST', path: '/main', signature, body, isBase64: false };
      const status = (await receiveWebhook(request, deps)) === 'acknowledged' ? 200 : 403;
      statuses.push(status);
      response.writeHead(status).end();
    });
    const simulator = await serve({ apiKeys: [{ key: KEY }], allowLoopbackWebhooks: true, clock });
    const client = createSmartlyqClient({
      baseUrl: simulator.url,
      apiKey: fixedSecret(KEY),
      clock,
      allowLoopback: true,
    });
    const emitted: string[] = [];
    /** An event of each kind that is watched, now. */
    async function traffic(): Promise<void> {
      time.nowMs += 10 * SECOND_MS;
      for (const name of VENDOR_EVENTS) {
        emitted.push(simulator.webhooks.emit({ atMs: time.nowMs, name, data: {} }, time.nowMs));
      }
      await simulator.webhooks.deliverDue(time.nowMs);
    }
    /** Events come before and after each call that a rotation makes. */
    function amid<T extends object>(target: T): T {
      return new Proxy(target, {
        get:
          (whole, name) =>
          async (...values: unknown[]) => {
            await traffic();
            const call = Reflect.get(whole, name) as (...values: unknown[]) => unknown;
            const result = await call(...values);
            await traffic();
            return result;
          },
      });
    }

    const address = { url: `${endpoint.url}/main`, secretParameter: WEBHOOK_SECRET };
    const sleep = async (ms: number) => {
      time.nowMs += ms;
    };
    const plain = { vendor: client, parameters, say: silent, sleep, clock };
    await registerWebhook(address, plain);
    for (let minute = 0; minute < 30; minute++) await traffic();
    for (let rotation = 0; rotation < rotations; rotation++) {
      const before = stored.get(WEBHOOK_SECRET)?.Value;
      await rotateWebhook(address, {
        ...plain,
        vendor: amid(client),
        parameters: amid(parameters),
      });
      expect(stored.get(WEBHOOK_SECRET)?.Value).not.toBe(before);
      for (let count = 0; count < 90; count++) await traffic();
    }
    time.nowMs += DAY_MS;
    await traffic();

    expect(statuses.filter((status) => status !== 200)).toEqual([]);
    expect(emitted.filter((id) => !received.has(id))).toEqual([]);
    expect(simulator.webhooks.list()).toMatchObject([{ id: rotations + 1, status: 'active' }]);
  });
});
