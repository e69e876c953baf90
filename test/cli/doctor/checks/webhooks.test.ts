import { describe, expect, it } from 'vitest';
import { checkWebhooks } from '../../../../cli/doctor/checks/webhooks.ts';
import { VENDOR_EVENTS } from '../../../../functions/core/vendor/vendor-event.ts';
import type { ApiKey } from '../../../../simulator/keys.ts';
import { answer, loopbackServer } from '../../../functions/adapters/http/loopback-server.ts';
import { KEY, START_MS, serve } from '../../../simulator/serving.ts';
import type { Parameter } from '../../../support/parameter-store.ts';
import { patient } from '../patient.ts';

const KEY_PARAMETER = '/smartlyq-runway/main/api-key';
const SECRET = '/smartlyq-runway/main/webhook-secret';

/** A wallet that takes webhooks, its endpoint, and the vendor who is to send them. */
async function scene(options: { scopes?: string[]; isDeployed?: boolean } = {}) {
  const { scopes, isDeployed = true } = options;
  const apiKeys: ApiKey[] = [{ key: KEY, scopes }];
  const { webhooks, url: baseUrl } = await serve({ apiKeys, allowLoopbackWebhooks: true });
  const endpoint = await loopbackServer(answer(200));
  const stored = new Map<string, Parameter>([[KEY_PARAMETER, secure(KEY)]]);
  const one = await patient({
    settings: { wallets: [{ id: 'main', webhookSecretParameter: SECRET }, { id: 'other' }] },
    outputs: isDeployed ? { WebhookUrl: `${endpoint.url}/` } : {},
    stored,
    baseUrl,
  });
  const address = `${endpoint.url}/main`;
  return {
    webhooks,
    stored,
    check: () => checkWebhooks(one),
    register(events: readonly string[] = VENDOR_EVENTS) {
      const webhook = webhooks.create(address, events, START_MS);
      stored.set(SECRET, secure(webhook.secret));
      return webhook;
    },
  };
}

const secure = (Value: string): Parameter => ({ Type: 'SecureString', Value });

describe("doctor on the vendor's webhooks", () => {
  it('finds one that is registered, active, and signed with what is stored', async () => {
    const { register, check } = await scene();
    register();
    expect(await check()).toEqual([
      { what: 'webhook of main', isOk: true, said: 'endpoint 1 is registered, and active' },
    ]);
  });

  it('registers an address that the vendor does not know', async () => {
    const { check, webhooks, stored } = await scene();
    const [finding] = await check();
    expect(finding).toMatchObject({ isOk: false, said: 'SmartlyQ does not know its address' });
    expect(finding?.advice).toContain('setup webhook --wallet main --stack Trial (or');
    expect(await finding?.repair?.()).toContain('a signed trial event was delivered');
    expect(stored.get(SECRET)).toEqual(secure(webhooks.list()[0]?.secret ?? ''));
    expect(await check()).toMatchObject([{ isOk: true }]);
  });

  it('tells of one that the vendor has paused, and of events that it does not send', async () => {
    const { register, check } = await scene();
    register(VENDOR_EVENTS.slice(1)).status = 'failing';
    const findings = await check();
    expect(findings.map(({ said }) => said)).toEqual([
      'SmartlyQ has set endpoint 1 to "failing", as after ten failures in a row',
      `endpoint 1 does not send ${VENDOR_EVENTS[0]}`,
    ]);
    expect(findings.map(({ repair }) => repair)).toEqual([undefined, undefined]);
  });

  it('tells of a signing secret that is lost, or stored for everybody to see', async () => {
    const { register, check, stored } = await scene();
    const { secret } = register();
    stored.delete(SECRET);
    expect((await check())[0]).toMatchObject({
      said: `no signing secret is stored at ${SECRET}`,
      advice: expect.stringContaining('delete endpoint 1'),
    });
    stored.set(SECRET, { Type: 'String', Value: secret });
    const [finding] = await check();
    expect(finding?.said).toContain('is a plain String');
    await finding?.repair?.();
    expect(stored.get(SECRET)).toEqual(secure(secret));
  });

  it('tells of two endpoints with one address', async () => {
    const { register, check } = await scene();
    register();
    register();
    expect((await check())[0]?.said).toMatch(/^2 endpoints have its address/);
  });

  it('names the scope that it would take to look', async () => {
    const { check } = await scene({ scopes: ['wallet:read'] });
    expect((await check())[0]?.said).toMatch(/does not show its endpoints: .*webhooks:read/);
  });

  it('tells of an endpoint that is not deployed yet, and leaves a missing key to its own line', async () => {
    const { check } = await scene({ isDeployed: false });
    expect((await check())[0]?.advice).toBe('deploy it: npx cdk deploy -c stackName=Trial');
    const keyless = await scene();
    keyless.stored.delete(KEY_PARAMETER);
    expect(await keyless.check()).toEqual([]);
  });
});
