import { describe, expect, it } from 'vitest';
import { parametersOf } from '../../../cli/deployment/parameters.ts';
import { registerWebhook } from '../../../cli/setup/register-webhook.ts';
import { rotateWebhook } from '../../../cli/setup/rotate-webhook.ts';
import { fixedSecret } from '../../../functions/adapters/aws/secret-source.ts';
import { createSmartlyqClient } from '../../../functions/adapters/smartlyq/smartlyq-client.ts';
import { freshSignature, isSignedBy } from '../../../functions/adapters/web/webhook-signature.ts';
import { VENDOR_EVENTS } from '../../../functions/core/vendor/vendor-event.ts';
import type { ApiKey } from '../../../simulator/keys.ts';
import {
  answer,
  loopbackServer,
  type Respond,
} from '../../functions/adapters/http/loopback-server.ts';
import { KEY, START_MS, serve } from '../../simulator/serving.ts';
import { startParameterStore } from '../../support/parameter-store.ts';

const sleep = () => Promise.resolve();
const SECRET = '/smartlyq-runway/main/webhook-secret';

/** A vendor, an endpoint that checks signatures by what is stored, and Parameter Store. */
async function scene(options: { scopes?: string[]; respond?: Respond } = {}) {
  const { scopes } = options;
  const apiKeys: ApiKey[] = [{ key: KEY, scopes }];
  const simulator = await serve({ apiKeys, allowLoopbackWebhooks: true });
  const { client, stored } = await startParameterStore();
  const endpoint = await loopbackServer((response, turn, seen) => {
    const signature = freshSignature(String(seen.headers['x-smartlyq-signature']), START_MS);
    const secret = stored.get(SECRET)?.Value ?? '';
    const isGenuine = signature && isSignedBy(secret, signature, Buffer.from(seen.body));
    (options.respond ?? answer(isGenuine ? 200 : 403))(response, turn, seen);
  });
  const said: string[] = [];
  const vendor = createSmartlyqClient({
    baseUrl: simulator.url,
    apiKey: fixedSecret(KEY),
    clock: () => START_MS,
    allowLoopback: true,
  });
  const address = { url: `${endpoint.url}/main`, secretParameter: SECRET };
  const say = (line: string) => said.push(line);
  const deps = { vendor, parameters: parametersOf(client), say, sleep, clock: () => START_MS };
  return {
    simulator,
    stored,
    said,
    endpoint,
    register: () => registerWebhook(address, deps),
    rotate: () => rotateWebhook(address, deps),
  };
}

describe('setup webhook', () => {
  it('registers the endpoint, stores its secret encrypted, and tries it out', async () => {
    const { register, simulator, stored, said, endpoint } = await scene();
    await register();
    const [webhook] = simulator.webhooks.list();
    expect(webhook).toMatchObject({ url: `${endpoint.url}/main`, events: VENDOR_EVENTS });
    expect(stored.get(SECRET)).toEqual({ Type: 'SecureString', Value: webhook?.secret });
    expect(said.at(-1)).toBe('a signed trial event was delivered');
    expect(said.join('\n')).not.toContain('whsec_');
  });

  it('is safe to run again', async () => {
    const { register, simulator, stored, said } = await scene();
    await register();
    const before = new Map(stored);
    await register();
    expect(simulator.webhooks.list()).toHaveLength(1);
    expect(stored).toEqual(before);
    expect(said).toContain('endpoint 1 is registered already, and its signing secret stored');
  });

  it('says when the vendor has paused the endpoint', async () => {
    const { register, simulator, said } = await scene();
    await register();
    const [webhook] = simulator.webhooks.list();
    if (webhook) webhook.status = 'failing';
    await register();
    expect(said.join('\n')).toMatch(/"failing": switch it on/);
  });

  it('does not register a second endpoint where the first one’s secret is lost', async () => {
    const { register, simulator, stored } = await scene();
    await register();
    stored.delete(SECRET);
    await expect(register()).rejects.toThrow(/tells it only once: delete the endpoint/);
    expect(simulator.webhooks.list()).toHaveLength(1);
  });

  it('fails when the endpoint does not accept the trial', async () => {
    const { register } = await scene({ respond: answer(403) });
    await expect(register()).rejects.toThrow(/not accepted \(403\)/);
  });

  it('tries again while the endpoint still refuses what it has cached', async () => {
    const { register, said, endpoint } = await scene({
      respond: (response, turn, seen) => answer(turn < 3 ? 403 : 200)(response, turn, seen),
    });
    await register();
    expect(endpoint.requests).toHaveLength(3);
    expect(said.at(-1)).toBe('a signed trial event was delivered');
  });

  it('names the scope that the key lacks', async () => {
    const { register } = await scene({ scopes: ['wallet:read', 'webhooks:read'] });
    await expect(register()).rejects.toThrow(/scope webhooks:write/);
  });
});

describe('setup webhook --rotate', () => {
  it('refuses where nothing is registered yet', async () => {
    const { rotate, simulator } = await scene();
    await expect(rotate()).rejects.toThrow(/no signing secret to rotate: run setup webhook/);
    expect(simulator.webhooks.list()).toEqual([]);
  });

  it('leaves the endpoint before where the new secret is not accepted', async () => {
    let isDeployed = true;
    const { register, rotate, simulator, said } = await scene({
      respond: (...args) => answer(isDeployed ? 200 : 403)(...args),
    });
    await register();
    isDeployed = false;
    await expect(rotate()).rejects.toThrow(/not accepted \(403\)/);
    expect(simulator.webhooks.list()).toMatchObject([{ id: 1, events: VENDOR_EVENTS }]);
    expect(said.at(-1)).toBe('endpoint 2 is deleted again; the one before still works');
  });

  it('keeps the endpoint before while deliveries wait there', async () => {
    const { register, rotate, simulator, said } = await scene({ respond: answer(200) });
    await register();
    simulator.webhooks.emit({ atMs: START_MS, name: 'key.revoked', data: {} }, START_MS);
    await rotate();
    expect(simulator.webhooks.list()).toHaveLength(2);
    expect(said.join('\n')).toMatch(
      /endpoint 1 still has deliveries to make \(1\).*\n.*in an hour/,
    );
  });
});
