import { describe, expect, it } from 'vitest';
import {
  fixedSecret,
  SecretMissingError,
} from '../../../../functions/adapters/aws/secret-source.ts';
import { createHeartbeat } from '../../../../functions/adapters/notify/heartbeat.ts';
import { answer, loopbackServer, nobodyListens, reset, silent } from '../http/loopback-server.ts';

async function beat(url: string, allowLoopback = true): Promise<string[]> {
  const missed: string[] = [];
  const onMissed = (why: string) => void missed.push(why);
  await createHeartbeat({ url: fixedSecret(url), allowLoopback, timeoutMs: 300, onMissed })();
  return missed;
}

describe('a heartbeat', () => {
  it('is one GET that carries nothing', async () => {
    const { url, requests } = await loopbackServer(answer(200, 'OK'));
    expect(await beat(`${url}/ping/token`)).toEqual([]);
    expect(requests).toMatchObject([{ method: 'GET', path: '/ping/token', body: '' }]);
  });

  it('that is redirected is missed, and followed nowhere', async () => {
    const { url, requests } = await loopbackServer(answer(302, '', { location: '/elsewhere' }));
    expect(await beat(`${url}/ping`)).toEqual(['answered 302']);
    expect(requests).toHaveLength(1);
  });

  it.each([
    ['is broken off', reset],
    ['hangs', silent],
    ['fails', answer(500)],
  ])('that %s is missed and fails nothing', async (_, respond) => {
    const { url } = await loopbackServer(respond);
    expect(await beat(`${url}/SECRET-TOKEN`)).toHaveLength(1);
  });

  it('never names its address, which holds a token', async () => {
    const down = await nobodyListens();
    const why = [
      ...(await beat(`${down}/SECRET-TOKEN`)),
      ...(await beat('http://example.com/SECRET-TOKEN')),
      ...(await beat('no url SECRET-TOKEN')),
    ];
    expect(why).toHaveLength(3);
    expect(why.join()).not.toContain('SECRET-TOKEN');
  });

  it('goes only to https outside local mode', async () => {
    const { url, requests } = await loopbackServer(answer(200));
    expect(await beat(url, false)).toMatchObject([expect.stringContaining('https://')]);
    expect(requests).toEqual([]);
  });

  it('without a stored address is missed, with the parameter that is empty', async () => {
    const missed: string[] = [];
    const read = () => Promise.reject(new SecretMissingError('/watch/heartbeat'));
    await createHeartbeat({ url: { read }, onMissed: (why) => missed.push(why) })();
    expect(missed).toMatchObject([expect.stringContaining('/watch/heartbeat')]);
  });
});
