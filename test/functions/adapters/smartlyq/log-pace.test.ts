import { describe, expect, it } from 'vitest';
import { waitingPace } from '../../../../functions/adapters/smartlyq/log-pace.ts';
import { MINUTE_MS } from '../../../../functions/core/ledger/durations.ts';
import { randomFrom } from '../../../../simulator/random.ts';
import { createRateLimiter } from '../../../../simulator/rate-limit.ts';

/** Time that passes only while somebody sleeps or waits for an answer, and a product that asks meanwhile. */
async function paced(options: {
  limit: number;
  productPerMinute: number;
  pages: number;
  seed?: number;
}) {
  const { limit, productPerMinute, pages, seed } = options;
  const random = randomFrom(seed ?? 1);
  const limiter = createRateLimiter(limit);
  const startMs = 17_000;
  let nowMs = startMs;
  let productMs = startMs;
  let productRefused = 0;
  let refused = 0;
  const gapMs = () =>
    (MINUTE_MS / productPerMinute) * (seed === undefined ? 1 : 0.4 + 1.2 * random());
  const pass = async (ms: number) => {
    nowMs += ms;
    for (; productPerMinute > 0 && productMs <= nowMs; productMs += gapMs()) {
      if (!limiter('live', productMs).allowed) productRefused += 1;
    }
  };
  const pace = waitingPace(() => nowMs, pass);
  const perWindow = new Map<number, number>();
  for (let page = 0; page < pages; page++) {
    await pace.mayAsk();
    await pass(150);
    const { allowed, ...rate } = limiter('live', nowMs);
    if (!allowed) refused += 1;
    const window = Math.floor(nowMs / MINUTE_MS);
    perWindow.set(window, (perWindow.get(window) ?? 0) + 1);
    pace.saw(rate);
  }
  return {
    minutes: (nowMs - startMs) / MINUTE_MS,
    refused,
    productRefused,
    most: Math.max(...perWindow.values()),
  };
}

/** 28 days of 2,000 calls, 100 on a page. */
const PAGES = 561;

describe('the pace of a backfill', () => {
  it('reads 28 days of 2,000 calls in under 20 minutes beside a product that uses half of the allowance', async () => {
    const { minutes, refused, productRefused, most } = await paced({
      limit: 60,
      productPerMinute: 30,
      pages: PAGES,
    });
    expect(minutes).toBeLessThan(20);
    expect([refused, productRefused]).toEqual([0, 0]);
    expect(most).toBeLessThanOrEqual(30);
  });

  it.each([1, 2, 3, 4, 5])(
    'meets no 429 beside an uneven product that stays within its half (%i)',
    async (seed) => {
      const { refused, productRefused, most } = await paced({
        limit: 60,
        productPerMinute: 25,
        pages: 200,
        seed,
      });
      expect([refused, productRefused]).toEqual([0, 0]);
      expect(most).toBeLessThanOrEqual(30);
    },
  );

  it('leaves a busy product what it needs', async () => {
    const { refused, productRefused } = await paced({ limit: 60, productPerMinute: 50, pages: 60 });
    expect(refused).toBe(0);
    // Only the first minute, in which its need was not known yet.
    expect(productRefused).toBeLessThanOrEqual(10);
  });

  it('never takes more than half, also of a key that nobody else uses', async () => {
    const { minutes, most } = await paced({ limit: 60, productPerMinute: 0, pages: 120 });
    expect(most).toBeLessThanOrEqual(30);
    expect(minutes).toBeLessThan(5);
  });
});
