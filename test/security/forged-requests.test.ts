import { SSMClient } from '@aws-sdk/client-ssm';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createSecrets } from '../../functions/adapters/aws/secrets.ts';
import { createLinkVerifier } from '../../functions/adapters/web/signed-links.ts';
import { linkPayload } from '../../functions/core/wording/links.ts';
import { receiveWebhook } from '../../functions/webhook/receive-webhook.ts';
import {
  answer,
  loopbackServer,
  type Respond,
} from '../functions/adapters/http/loopback-server.ts';
import { delivery, envelope, NOW, sign } from '../functions/webhook/receiving.ts';
import { LOCAL_AWS } from '../support/topic-with-queue.ts';

const REQUESTS = 200;
const HOST = 'abc.lambda-url.eu-central-1.on.aws';
const JSON_1_1 = { 'content-type': 'application/x-amz-json-1.1' };
const failing = (type: string): Respond =>
  answer(400, { __type: type, message: 'because' }, JSON_1_1);

/** Parameter Store as each fault has it. The SDK tries a throttled call three times. */
const STORES: readonly (readonly [string, Respond, calls: number])[] = [
  ['holds another key', answer(200, { Parameter: { Value: 'k'.repeat(43) } }, JSON_1_1), 1],
  ['holds no key', failing('ParameterNotFound'), 1],
  ['denies access', failing('AccessDeniedException'), 1],
  ['throttles', failing('ThrottlingException'), 3],
];

async function parameterStore(respond: Respond) {
  const server = await loopbackServer(respond);
  const client = new SSMClient({ ...LOCAL_AWS, endpoint: server.url });
  onTestFinished(() => client.destroy());
  let nowMs = NOW;
  const secrets = createSecrets({ client, clock: () => nowMs });
  return {
    calls: () => server.requests.length,
    secrets,
    later: (ms: number) => {
      nowMs += ms;
    },
  };
}

/** Refuses to be used: a forged request gets no further than the signature. */
const unused = new Proxy({}, { get: () => expect.unreachable('a forged request got through') });

async function forgedDeliveries(respond: Respond) {
  const store = await parameterStore(respond);
  const silent = () => {};
  const deps = {
    secretFor: () => store.secrets.source('/webhook-secret'),
    events: unused as never,
    invokePoll: unused as never,
    invokeSubAccounts: unused as never,
    isWatched: () => false,
    clock: () => NOW,
    log: { info: silent, warn: silent, error: silent },
  };
  return {
    ...store,
    ask(count: number) {
      const body = envelope(`evt_${count}`);
      const signature = sign(body, `whsec_guess${count}`);
      return receiveWebhook({ ...delivery(body), signature }, deps);
    },
    refusal: 'refused',
  };
}

async function forgedLinks(respond: Respond) {
  const store = await parameterStore(respond);
  const verifier = createLinkVerifier(store.secrets.source('/link-key'), () => true);
  return {
    ...store,
    ask(count: number) {
      const expiresAtMs = NOW + 1_000 * (count + 1);
      const payload = linkPayload({ purpose: 'snooze', wallet: 'main', expiresAtMs });
      return verifier.verify(`${payload}.${'A'.repeat(43)}`, HOST, NOW);
    },
    refusal: undefined,
  };
}

describe.each([
  ['the webhook', forgedDeliveries],
  ['the page', forgedLinks],
])('200 forged requests at %s', (_, start) => {
  it.each(STORES)('while Parameter Store %s', async (_, respond, calls) => {
    const { ask, refusal, calls: made, later } = await start(respond);
    const answers: unknown[] = [];
    for (let count = 0; count < REQUESTS; count++) answers.push(await ask(count));
    expect(new Set(answers)).toEqual(new Set([refusal]));
    expect(made()).toBe(calls);
    // Half a minute later a stored key may have been replaced, and a failure may have healed.
    later(30_000);
    for (let count = 0; count < REQUESTS; count++) expect(await ask(count)).toBe(refusal);
    expect(made()).toBe(2 * calls);
  });

  it('at the same time, while Parameter Store denies access', async () => {
    const { ask, refusal, calls } = await start(failing('AccessDeniedException'));
    const answers = await Promise.all(Array.from({ length: REQUESTS }, (_, count) => ask(count)));
    expect(new Set(answers)).toEqual(new Set([refusal]));
    expect(calls()).toBe(1);
  });
});

describe('a link that cannot be good', () => {
  const claims = { purpose: 'report', wallet: 'main', expiresAtMs: NOW + 60_000 } as const;
  it.each([
    ['has expired', { ...claims, expiresAtMs: NOW }],
    ['lasts longer than any link', { ...claims, expiresAtMs: NOW + 8 * 86_400_000 }],
    ['is for a wallet that is not watched', { ...claims, wallet: 'other' }],
  ])('because it %s costs no read of the key', async (_, forged) => {
    const { secrets, calls } = await parameterStore(failing('AccessDeniedException'));
    const isKnown = (wallet: string) => wallet === 'main';
    const verifier = createLinkVerifier(secrets.source('/link-key'), isKnown);
    const token = `${linkPayload(forged)}.${'A'.repeat(43)}`;
    expect(await verifier.verify(token, HOST, NOW)).toBeUndefined();
    expect(calls()).toBe(0);
  });
});
