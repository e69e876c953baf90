import { SSMClient } from '@aws-sdk/client-ssm';
import { describe, expect, it, onTestFinished } from 'vitest';
import { fixedSecret } from '../../../../functions/adapters/aws/secret-source.ts';
import { createSecrets } from '../../../../functions/adapters/aws/secrets.ts';
import {
  answer,
  loopbackServer,
  nobodyListens,
  type Respond,
  silent,
} from '../http/loopback-server.ts';

const NAME = '/runway/main/api-key';
const JSON_1_1 = { 'content-type': 'application/x-amz-json-1.1' };

function stored(value: string | undefined): Respond {
  const parameter = { Name: NAME, Type: 'SecureString', Value: value, Version: 1 };
  return answer(200, { Parameter: parameter }, JSON_1_1);
}

function fault(status: number, type: string, message = 'because'): Respond {
  return answer(status, { __type: type, message }, JSON_1_1);
}

function clientFor(endpoint: string): SSMClient {
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  const client = new SSMClient({ endpoint, region: 'eu-west-1', credentials, maxAttempts: 1 });
  onTestFinished(() => client.destroy());
  return client;
}

/** A Parameter Store on loopback that speaks AWS JSON 1.1, and a clock that is set by hand. */
async function parameterStore(respond: Respond) {
  const server = await loopbackServer(respond);
  const time = { nowMs: 0 };
  const client = clientFor(server.url);
  return { server, time, secrets: createSecrets({ client, clock: () => time.nowMs }) };
}

const turnByTurn: Respond = (response, turn, seen) => stored(`v${turn}`)(response, turn, seen);

describe('a stored secret', () => {
  it('is read decrypted under its name', async () => {
    const { server, secrets } = await parameterStore(stored('sqk_live_12345678'));
    expect(await secrets.source(NAME).read()).toBe('sqk_live_12345678');
    expect(server.requests[0]?.headers['x-amz-target']).toBe('AmazonSSM.GetParameter');
    expect(JSON.parse(server.requests[0]?.body ?? '')).toEqual({
      Name: NAME,
      WithDecryption: true,
    });
  });

  it('is kept for five minutes and then read again', async () => {
    const { server, time, secrets } = await parameterStore(turnByTurn);
    expect(await secrets.source(NAME).read()).toBe('v1');
    time.nowMs = 5 * 60_000 - 1;
    expect(await secrets.source(NAME).read()).toBe('v1');
    time.nowMs = 5 * 60_000;
    expect(await secrets.source(NAME).read()).toBe('v2');
    expect(server.requests).toHaveLength(2);
  });

  it('is read past the cache when asked for fresh, and kept anew', async () => {
    const { time, secrets } = await parameterStore(turnByTurn);
    const source = secrets.source(NAME);
    expect(await source.read()).toBe('v1');
    time.nowMs = 30_000;
    expect(await source.read({ fresh: true })).toBe('v2');
    expect(await source.read()).toBe('v2');
  });

  it('is not read afresh more often than every 30 seconds', async () => {
    const { time, server, secrets } = await parameterStore(turnByTurn);
    const source = secrets.source(NAME);
    await source.read();
    for (time.nowMs = 1; time.nowMs < 120_000; time.nowMs += 1_000) {
      await source.read({ fresh: true });
    }
    expect(server.requests).toHaveLength(4);
  });

  it('stays in use for its time when a fresh read fails, unless it was deleted', async () => {
    for (const [type, rest] of [
      ['ThrottlingException', 'v1'],
      ['ParameterNotFound', 'none'],
    ] as const) {
      const { time, secrets } = await parameterStore((response, turn, seen) =>
        (turn === 1 ? stored('v1') : fault(400, type))(response, turn, seen),
      );
      const source = secrets.source(NAME);
      await source.read();
      time.nowMs = 60_000;
      await expect(source.read({ fresh: true })).rejects.toThrow();
      expect(await source.read().catch(() => 'none')).toBe(rest);
      time.nowMs = 5 * 60_000;
      await expect(source.read()).rejects.toThrow();
    }
  });

  it('is asked for once by all who read at the same time', async () => {
    const { server, time, secrets } = await parameterStore(turnByTurn);
    const source = secrets.source(NAME);
    const reads = [source.read(), source.read(), secrets.source(NAME).read()];
    expect(await Promise.all(reads)).toEqual(['v1', 'v1', 'v1']);
    time.nowMs = 30_000;
    const fresh = [source.read({ fresh: true }), source.read({ fresh: true }), source.read()];
    expect(await Promise.all(fresh)).toEqual(['v2', 'v2', 'v1']);
    expect(server.requests).toHaveLength(2);
  });

  it('is not taken from a read that began before it was asked for fresh', async () => {
    const held: (() => void)[] = [];
    const { secrets } = await parameterStore((response, turn, seen) => {
      const respond = () => stored(`v${turn}`)(response, turn, seen);
      if (turn === 1) held.push(respond);
      else respond();
    });
    const source = secrets.source(NAME);
    const early = source.read();
    while (held.length === 0) await new Promise(setImmediate);
    expect(await source.read({ fresh: true })).toBe('v2');
    held[0]?.();
    expect(await early).toBe('v1');
    expect(await source.read()).toBe('v2');
  });

  it('is one of several, each under its own name', async () => {
    const { secrets } = await parameterStore((response, turn, seen) =>
      stored(`of ${JSON.parse(seen.body).Name}`)(response, turn, seen),
    );
    const [a, b] = [secrets.source('/a'), secrets.source('/b')];
    expect(await Promise.all([a.read(), b.read()])).toEqual(['of /a', 'of /b']);
  });
});

describe('a secret that cannot be had', () => {
  it.each([
    ['was never stored', fault(400, 'ParameterNotFound', '')],
    ['has no value', stored(undefined)],
    ['is empty', stored('')],
  ])('because it %s is missing, and setup is the channel', async (_name, respond) => {
    const { secrets } = await parameterStore(respond);
    await expect(secrets.source(NAME).read()).rejects.toMatchObject({
      name: 'SecretMissingError',
      message: `no secret stored at ${NAME}: run setup`,
      parameter: NAME,
    });
  });

  it.each([
    ['permission is missing', fault(400, 'AccessDeniedException'), /AccessDenied.*because/],
    ['the store is throttling', fault(400, 'ThrottlingException'), /Throttling/],
    ['the store is failing', fault(500, 'InternalServerError'), /InternalServerError/],
    ['the store answers garbage', answer(200, '{"Parameter":{"Value":"hunter2"'), /cannot read/],
  ])('because %s is unreadable for now', async (_name, respond, why) => {
    const { secrets } = await parameterStore(respond);
    const error: unknown = await secrets
      .source(NAME)
      .read()
      .catch((thrown) => thrown);
    expect(error).toMatchObject({ name: 'SecretUnreadableError', parameter: NAME });
    expect((error as Error).message).toMatch(why);
    expect((error as Error).message).toContain(NAME);
  });

  it('because the store does not answer is unreadable after its time', async () => {
    const server = await loopbackServer(silent);
    const secrets = createSecrets({ client: clientFor(server.url), clock: () => 0, timeoutMs: 50 });
    await expect(secrets.source(NAME).read()).rejects.toThrow(/cannot read the secret/);
  });

  it('because nobody listens is unreadable', async () => {
    const secrets = createSecrets({ client: clientFor(await nobodyListens()), clock: () => 0 });
    await expect(secrets.source(NAME).read()).rejects.toThrow(/ECONNREFUSED/);
  });

  it('is asked for again after 30 seconds, and not before', async () => {
    const { server, time, secrets } = await parameterStore((response, turn, seen) =>
      (turn === 1 ? fault(400, 'ParameterNotFound') : stored('v2'))(response, turn, seen),
    );
    await expect(secrets.source(NAME).read()).rejects.toThrow(/run setup/);
    time.nowMs = 29_999;
    await expect(secrets.source(NAME).read()).rejects.toThrow(/run setup/);
    expect(server.requests).toHaveLength(1);
    time.nowMs = 30_000;
    expect(await secrets.source(NAME).read()).toBe('v2');
  });
});

describe('a fixed secret', () => {
  it('is always the same', async () => {
    expect(await fixedSecret('x').read({ fresh: true })).toBe('x');
  });
});
