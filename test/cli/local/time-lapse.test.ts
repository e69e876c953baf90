import { describe, expect, it } from 'vitest';
import { clockOf, printTimeLapse, readTimeLapse } from '../../../cli/local/time-lapse.ts';
import { readWatchEnvironment } from '../../../cli/watch/environment.ts';

const STARTED = '3600@2026-11-24T15:04:05.000Z';
const SMARTLYQ_API_KEY = 'sqk_live_0123456789abcdef';

describe('the time of a simulator', () => {
  it('is read as it was printed, and runs as much faster', () => {
    const timeLapse = { speed: 3600, startMs: Date.now() - 10_000 };
    expect(readTimeLapse({ RUNWAY_TIME_LAPSE: printTimeLapse(timeLapse) })).toEqual(timeLapse);
    const aheadMs = clockOf(timeLapse)() - timeLapse.startMs;
    expect(aheadMs).toBeGreaterThanOrEqual(36_000_000);
    expect(aheadMs).toBeLessThan(36_000_000 + 3_600 * 5_000);
  });

  it('is this machine’s where nothing is set', () => {
    expect(readTimeLapse({ RUNWAY_TIME_LAPSE: ' ' })).toBeUndefined();
    expect(clockOf(undefined)).toBe(Date.now);
  });

  it.each(['fast', '3600', '0@2026-11-24T15:04:05Z', '-1@2026-11-24T15:04:05Z', '3600@soon'])(
    'is not "%s"',
    (RUNWAY_TIME_LAPSE) => {
      expect(() => readTimeLapse({ RUNWAY_TIME_LAPSE })).toThrow('as the simulator prints it');
    },
  );

  it('is for an API on this machine alone', async () => {
    const env = { SMARTLYQ_API_KEY, RUNWAY_TIME_LAPSE: STARTED };
    await expect(readWatchEnvironment(env)).rejects.toThrow('is for the simulator alone');
    const local = { ...env, SMARTLYQ_BASE_URL: 'http://127.0.0.1:8787/v1' };
    expect((await readWatchEnvironment(local)).timeLapse?.speed).toBe(3600);
  });
});
