import { describe, expect, it } from 'vitest';
import { coldShare } from '../../bench/cost/cold-share.ts';

const round = { windowSeconds: 300, pollSeconds: 1 };

describe('the share of cold polls', () => {
  it('is all of them for a single wallet, or when a round comes all at once', () => {
    expect(coldShare({ ...round, wallets: 1 })).toBe(1);
    expect(coldShare({ ...round, wallets: 50, windowSeconds: 0 })).toBe(1);
  });

  it('falls with the wallets that share a function, to those that run at once', () => {
    const shares = [2, 10, 50, 200].map((wallets) => coldShare({ ...round, wallets }));
    expect(shares).toEqual([...shares].sort((a, b) => b - a));
    expect(shares[0]).toBeCloseTo(0.5, 1);
    expect(shares[3]).toBeGreaterThan(1 / 200);
    expect(shares[3]).toBeLessThan(0.03);
  });
});
