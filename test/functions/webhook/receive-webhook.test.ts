import { afterEach, describe, expect, it } from 'vitest';
import { answer } from '../adapters/http/loopback-server.ts';
import { delivery, envelope, NOW, receiver, SECRETS, sign } from './receiving.ts';

let world: Awaited<ReturnType<typeof receiver>>;
afterEach(() => world.close());

async function start(...args: Parameters<typeof receiver>) {
  world = await receiver(...args);
  return world;
}

const invoked = () => world.invocations.map(({ body }) => JSON.parse(body));

describe('a signed event', () => {
  it('is recorded as received, handed to the poll, and acknowledged', async () => {
    const { receive, items, invocations, events } = await start();
    const facts = { name: 'balance.low', balance: '4.5', threshold: '5' };
    const body = envelope('evt_1', 'balance.low', { balance: 4.5, threshold: 5 });
    expect(await receive(delivery(body))).toBe('acknowledged');
    expect(await items()).toEqual([
      {
        pk: { S: 'EVENT#main' },
        sk: { S: 'EVENT#evt_1' },
        name: { S: 'balance.low' },
        facts: { S: JSON.stringify({ createdAtMs: NOW - 2_000, ...facts }) },
        state: { S: 'received' },
        receivedAt: { S: '2026-11-22T12:00:00.000Z' },
        expiresAt: { N: String(NOW / 1_000 + 30 * 86_400) },
      },
      { pk: { S: 'WALLET#main' }, sk: { S: 'RUN#EVENTS' }, waiting: { SS: ['evt_1'] } },
    ]);
    const event = { id: 'evt_1', receivedAtMs: NOW, createdAtMs: NOW - 2_000, ...facts };
    expect(await events.read('main', 'evt_1')).toEqual({ state: 'received', event });
    expect(invocations).toHaveLength(1);
    expect(invocations[0]).toMatchObject({
      method: 'POST',
      path: '/2015-03-31/functions/the-poll/invocations',
      headers: { 'x-amz-invocation-type': 'Event' },
    });
    expect(invoked()).toEqual([{ wallet: 'main', event: { id: 'evt_1' } }]);
  });

  it('is the same in base64, with a timestamp in milliseconds, and of any script', async () => {
    const { receive, events } = await start();
    const body = envelope('evt_1', 'key.revoked', { key_id: 7, name: 'Schlüssel 🗝' });
    const encoded = Buffer.from(body).toString('base64');
    const first = { ...delivery(body), body: encoded, isBase64: true };
    expect(await receive(first)).toBe('acknowledged');
    const second = envelope('evt_2');
    const signature = sign(second, SECRETS.main ?? '', String(NOW));
    expect(await receive({ ...delivery(second), signature })).toBe('acknowledged');
    const { event } = (await events.read('main', 'evt_1')) ?? {};
    expect(event).toMatchObject({ keyId: '7', keyName: 'Schlüssel 🗝' });
  });

  it.each([
    ['before another', (genuine: string) => `${genuine},v1=${'0'.repeat(64)}`],
    ['behind another', (genuine: string) => genuine.replace('v1=', `v1=${'0'.repeat(64)},v1=`)],
    ['among other schemes', (genuine: string) => genuine.replace('v1=', 'v0=00, v1=')],
  ])('is believed when its signature stands %s', async (_, headerOf) => {
    const { receive } = await start();
    const genuine = delivery(envelope('evt_1'));
    const signature = headerOf(genuine.signature ?? '');
    expect(await receive({ ...genuine, signature })).toBe('acknowledged');
  });

  it('that comes again is driven again until it is done, and then changes nothing', async () => {
    const { receive, events, items } = await start();
    const body = envelope('evt_1');
    for (let attempt = 0; attempt < 3; attempt++) {
      expect(await receive(delivery(body))).toBe('acknowledged');
    }
    expect(invoked()).toHaveLength(3);
    await events.markDone('main', { id: 'evt_1' }, NOW + 1_000);
    await events.markDone('main', { id: 'evt_1' }, NOW + 9_000);
    const done = await items();
    expect(done[0]).toMatchObject({
      state: { S: 'done' },
      doneAt: { S: '2026-11-22T12:00:01.000Z' },
    });
    expect(await receive(delivery(body))).toBe('acknowledged');
    expect(invoked()).toHaveLength(3);
    expect(await items()).toEqual(done);
  });

  it('is its wallet’s own: the same id at another wallet is another event', async () => {
    const { receive, events } = await start();
    await receive(delivery(envelope('evt_1')));
    await events.markDone('main', { id: 'evt_1' }, NOW);
    await receive(delivery(envelope('evt_1'), 'second'));
    expect(invoked().map(({ wallet }) => wallet)).toEqual(['main', 'second']);
    expect((await events.read('main', 'evt_1'))?.state).toBe('done');
    expect((await events.read('second', 'evt_1'))?.state).toBe('received');
    expect(await events.read('second', 'evt_2')).toBeUndefined();
  });

  it('of a watched sub-account goes to the function that reads those, and waits for it', async () => {
    const { receive, items, invocations } = await start();
    for (const [id, workspace] of [
      ['evt_1', 421_077],
      ['evt_2', 421_078],
    ] as const) {
      await receive(delivery(envelope(id, 'balance.low', { profile_workspace_id: workspace })));
    }
    expect(invocations.map(({ path }) => path?.split('/')[3])).toEqual([
      'the-sub-accounts',
      'the-poll',
    ]);
    expect((await items()).at(-1)?.waiting?.SS?.toSorted()).toEqual(['421077#evt_1', 'evt_2']);
  });

  it('is not marked done when it was never received', async () => {
    const { events, items } = await start();
    await events.markDone('main', { id: 'evt_9' }, NOW);
    expect(await events.read('main', 'evt_9')).toBeUndefined();
    expect((await items()).map(({ sk }) => sk?.S)).toEqual(['RUN#EVENTS']);
  });

  it('is not acknowledged when the poll cannot be invoked, and is driven when it comes again', async () => {
    const { receive, events } = await start((response, turn, seen) =>
      answer(turn === 1 ? 503 : 202)(response, turn, seen),
    );
    await expect(receive(delivery(envelope('evt_1')))).rejects.toThrow();
    expect((await events.read('main', 'evt_1'))?.state).toBe('received');
    expect(await receive(delivery(envelope('evt_1')))).toBe('acknowledged');
    expect(invoked()).toHaveLength(2);
  });

  it.each([
    ['of a name that means nothing to us', envelope('evt_1', 'post.published')],
    ['that is a trial', envelope('evt_1', 'webhook.test', {})],
    ['without an id', JSON.stringify({ event: 'balance.low', data: {} })],
    ['with an id that cannot be a key', envelope('evt 1')],
    ['that is no object', '[1]'],
    ['that is no JSON', 'hello'],
  ])('%s is acknowledged and counted, and changes nothing', async (_, body) => {
    const { receive, items, invocations, lines } = await start();
    expect(await receive(delivery(body))).toBe('acknowledged');
    expect(await items()).toEqual([]);
    expect(invocations).toEqual([]);
    expect(lines.map(({ message }) => message)).toEqual(['webhook without effect']);
  });
});

describe('a delivery that is not to be believed', () => {
  const body = envelope('evt_1');
  const sound = delivery(body);
  it.each([
    ['a GET', { ...sound, method: 'GET' }],
    ['a wallet that is not in the settings', { ...sound, path: '/third' }],
    ['no wallet', { ...sound, path: '/' }],
    ['a path below the wallet', { ...sound, path: '/main/x' }],
    ['a path that climbs', { ...sound, path: '/../main' }],
    ['no signature', { ...sound, signature: undefined }],
    ['a signature without time', { ...sound, signature: sound.signature?.replace(/^t=\d+,/, '') }],
    ['two times', { ...sound, signature: `${sound.signature},t=${NOW / 1_000}` }],
    [
      'five signatures',
      { ...sound, signature: sound.signature + `,v1=${'0'.repeat(64)}`.repeat(4) },
    ],
    ['a header without end', { ...sound, signature: sound.signature + ',v0=1'.repeat(100) }],
    ['a time five minutes and a second ago', at(-301)],
    ['a time in five minutes and a second', at(301)],
    ['no body', { ...sound, body: undefined }],
    ['more than 64 KB', delivery(`${body}${' '.repeat(65_537 - body.length)}`)],
    [
      'more than 64 KB in base64',
      {
        ...sound,
        isBase64: true,
        body: Buffer.alloc(65_537, 32).toString('base64'),
      },
    ],
  ])('(%s) is refused before any AWS call', async (_, forged) => {
    const { receive, reads, items, invocations } = await start();
    expect(await receive(forged)).toBe('refused');
    expect([reads, await items(), invocations]).toEqual([[], [], []]);
  });

  it('is refused where no secret was stored yet', async () => {
    const { receive } = await start();
    expect(await receive({ ...sound, path: '/unset' })).toBe('refused');
  });

  it.each([-299, 299])('is not one that is %i s off, or has exactly 64 KB', async (seconds) => {
    const { receive } = await start();
    expect(await receive(at(seconds))).toBe('acknowledged');
    const large = `${body}${' '.repeat(65_536 - body.length)}`;
    expect(await receive(delivery(large))).toBe('acknowledged');
  });

  function at(seconds: number) {
    const signature = sign(body, SECRETS.main ?? '', String(NOW / 1_000 + seconds));
    return { ...sound, signature };
  }
});
