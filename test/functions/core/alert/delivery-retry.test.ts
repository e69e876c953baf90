import { describe, expect, it } from 'vitest';
import { endOf, retryPauseMs } from '../../../../functions/core/alert/delivery-retry.ts';
import { HOUR_MS } from '../../../../functions/core/ledger/durations.ts';
import {
  afterAttempts,
  alarmingChannels,
} from '../../../../functions/core/state/channel-health.ts';

const FAILED = { state: 'failed', reason: '503', arrived: 'no' } as const;

describe('the pause of a failing channel', () => {
  it.each([
    [0, 0],
    [8, 0.5],
    [16, 1],
    [96, 6],
    [45 * 24, 6],
  ])('after %d hours is %d hours', (hours, pause) => {
    expect(retryPauseMs(hours * HOUR_MS)).toBe(pause * HOUR_MS);
  });

  it('is at least what the channel asked for', () => {
    const outcome = { ...FAILED, retryAfterMs: HOUR_MS };
    const { sns } = afterAttempts({}, [{ channel: 'sns', outcome, atMs: 0 }]);
    expect(sns?.retryAtMs).toBe(HOUR_MS);
  });
});

describe('a message that fails', () => {
  it('is given up two days after it was due', () => {
    expect(endOf(FAILED, 0, 48 * HOUR_MS - 1)).toBe(FAILED);
    expect(endOf(FAILED, 0, 48 * HOUR_MS)).toEqual({
      state: 'given-up',
      reason: 'given up after 2 days: 503',
    });
    expect(endOf({ state: 'accepted' }, 0, 99 * HOUR_MS)).toEqual({ state: 'accepted' });
  });
});

describe('the alarm', () => {
  const attempt = (channel: string, atMs: number) => ({ channel, outcome: FAILED, atMs });
  const names = ['sns', 'slack:team'];

  it('rings for a channel that has just begun to fail, and for as long as none works', () => {
    const one = afterAttempts({}, [attempt('slack:team', 0)]);
    expect(alarmingChannels(one, names, 0).newlyFailing).toEqual(['slack:team']);
    expect(alarmingChannels(one, names, HOUR_MS)).toEqual({
      areAllFailing: false,
      newlyFailing: [],
    });
    const both = afterAttempts(one, [attempt('sns', 0)]);
    expect(alarmingChannels(both, names, 45 * 24 * HOUR_MS).areAllFailing).toBe(true);
  });
});
