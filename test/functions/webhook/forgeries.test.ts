import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { VENDOR_EVENTS } from '../../../functions/core/vendor/vendor-event.ts';
import { type Delivery, MAX_BODY_BYTES } from '../../../functions/webhook/receive-webhook.ts';
import { delivery, envelope, NOW, receiver, SECRETS, sign } from './receiving.ts';

/** Of each of six kinds; together more than 10,000. */
const RUNS = 2_000;
const MAIN = SECRETS.main ?? '';

let world: Awaited<ReturnType<typeof receiver>>;
beforeEach(async () => {
  world = await receiver();
});
afterEach(() => world.close());

const bodies = fc
  .record({
    id: fc.integer({ min: 1, max: 1_000_000 }).map((count) => `evt_${count}`),
    event: fc.constantFrom(...VENDOR_EVENTS),
    data: fc.record({
      balance: fc.double({ min: -5, max: 5_000, noNaN: true }),
      name: fc.string({ unit: 'grapheme', maxLength: 12 }),
    }),
  })
  .map(({ id, event, data }) => envelope(id, event, data));

/** Text of the same length or shape that is not the body. */
const reencodings: readonly ((body: string) => string)[] = [
  (body) => JSON.stringify(JSON.parse(body), null, 1),
  (body) => ` ${body}`,
  (body) => `${body}\n`,
  (body) => `\ufeff${body}`,
  (body) => body.replaceAll('/', '\\/').replace('evt_', '\\u0065vt_'),
  (body) => {
    const { id, event, created_at, data } = JSON.parse(body);
    return JSON.stringify({ event, id, data, created_at });
  },
  (body) => body.replace(/"balance":([^,}]+)/, '"balance":$1e0'),
  (body) => Buffer.from(body).toString('base64'),
  (body) => encodeURIComponent(body),
];

const hex = fc.string({
  unit: fc.constantFrom(...'0123456789abcdef'),
  minLength: 64,
  maxLength: 64,
});

const forgeries: Readonly<Record<string, fc.Arbitrary<Delivery>>> = {
  forged: fc
    .tuple(bodies, hex, fc.string({ minLength: 1 }), fc.integer({ min: 0, max: 3 }))
    .map(([body, digest, secret, way]) => {
      const genuine = delivery(body);
      const t = NOW / 1_000;
      const flipped = genuine.signature?.replace(/.$/, (last) => (last === '0' ? '1' : '0'));
      const unstamped = createHmac('sha256', MAIN).update(body).digest('hex');
      const signatures = [
        `t=${t},v1=${digest}`,
        sign(body, secret),
        flipped,
        `t=${t},v1=${unstamped}`,
      ];
      return { ...genuine, signature: signatures[way] };
    }),
  expired: fc
    .tuple(bodies, fc.integer({ min: 301, max: 1e9 }), fc.constantFrom(-1, 1), fc.boolean())
    .map(([body, seconds, direction, isRestamped]) => {
      const signature = sign(body, MAIN, String(NOW / 1_000 + direction * seconds));
      // Somebody may put a fresh time before a recorded signature.
      const stamped = signature.replace(/^t=\d+/, `t=${NOW / 1_000}`);
      return { ...delivery(body), signature: isRestamped ? stamped : signature };
    }),
  truncated: fc
    .tuple(bodies, fc.double({ min: 0, max: 0.999, noNaN: true }))
    .map(([body, share]) => ({
      ...delivery(body),
      body: body.slice(0, Math.floor(body.length * share)),
    })),
  oversized: fc
    .tuple(bodies, fc.integer({ min: 1, max: 70_000 }), fc.boolean())
    .map(([body, excess, isBase64]) => {
      const large = body + ' '.repeat(MAX_BODY_BYTES - Buffer.byteLength(body) + excess);
      const genuine = { ...delivery(large), isBase64 };
      return { ...genuine, body: isBase64 ? Buffer.from(large).toString('base64') : large };
    }),
  're-encoded': fc
    .tuple(bodies, fc.constantFrom(...reencodings), fc.boolean())
    .map(([body, reencode, isBase64]) => {
      const changed = reencode(body);
      // Said to be base64 and not, or the other way round, is a change of the bytes, too.
      const isSame =
        changed === body || (isBase64 && Buffer.from(changed, 'base64').equals(Buffer.from(body)));
      return {
        ...delivery(body),
        body: isSame ? `${changed}!!x` : changed,
        isBase64: isBase64 && !isSame,
      };
    }),
  'of another wallet': fc
    .tuple(
      bodies,
      fc.constantFrom('main', 'second'),
      fc.stringMatching(/^[a-z0-9-]{1,20}$/),
      fc.boolean(),
    )
    .map(([body, wallet, other, isKnown]) => {
      const foreign = wallet === 'main' ? 'second' : 'main';
      const target = isKnown || other in SECRETS ? foreign : other;
      return { ...delivery(body, wallet), path: `/${target}` };
    }),
};

describe('of 12,000 generated forgeries', () => {
  it.each(Object.entries(forgeries))('2,000 (%s) change nothing', async (_, forgery) => {
    const genuine = delivery(envelope('evt_genuine'));
    expect(await world.receive(genuine)).toBe('acknowledged');
    await world.events.markDone('main', { id: 'evt_genuine' }, NOW);
    const before = await world.items();
    const invoked = world.invocations.length;
    await fc.assert(
      fc.asyncProperty(forgery, async (forged) => {
        expect(await world.receive(forged)).toBe('refused');
      }),
      { numRuns: RUNS },
    );
    expect(await world.items()).toEqual(before);
    expect(world.invocations.length).toBe(invoked);
  });

  it('none is like a valid duplicate, which is acknowledged and changes nothing', async () => {
    const body = envelope('evt_duplicate');
    expect(await world.receive(delivery(body))).toBe('acknowledged');
    await world.events.markDone('main', { id: 'evt_duplicate' }, NOW);
    const before = await world.items();
    const invoked = world.invocations.length;
    for (let seconds = -290; seconds <= 290; seconds += 10) {
      const signature = sign(body, MAIN, String(NOW / 1_000 + seconds));
      expect(await world.receive({ ...delivery(body), signature })).toBe('acknowledged');
    }
    expect(await world.items()).toEqual(before);
    expect(world.invocations.length).toBe(invoked);
  });
});
