import type { Reading } from '../../ledger/reading.ts';
import type { AlertMemory } from '../../state/wallet-state.ts';
import { durationText } from '../../text/numbers.ts';
import type { RuleResult, RuleInput } from './rule.ts';

/** Clocks differ by seconds; more than this is a clock that was set wrong. */
export const MAX_AHEAD_MS = 5 * 60_000;

/**
 * How far the last reading is dated ahead of our clock and of the vendor's; 0 where either clock has reached it.
 * It was taken when a clock was wrong: waiting until now catches up with it would be blindness.
 */
export function aheadMs(last: Reading, nowMs: number, serverDateMs: number | undefined): number {
  const ahead = last.atMs - Math.max(nowMs, serverDateMs ?? nowMs);
  return ahead > MAX_AHEAD_MS ? ahead : 0;
}

/**
 * When the reading was taken: by our clock, unless the vendor's has passed the last reading and ours lies before that
 * reading, or well ahead of the vendor's. A time that is too late would hide all readings until then; one that is too
 * early is only a smaller step.
 */
export function takenAtMs(
  reading: Reading,
  last: Reading | undefined,
  serverDateMs: number | undefined,
): number {
  const { atMs } = reading;
  const lastAtMs = last?.atMs ?? Number.NEGATIVE_INFINITY;
  if (serverDateMs === undefined || serverDateMs <= lastAtMs) return atMs;
  const isOff = lastAtMs - atMs > MAX_AHEAD_MS || atMs - serverDateMs > MAX_AHEAD_MS;
  return isOff ? serverDateMs : atMs;
}

/** Says once that a clock was wrong: the restart that goes with it leaves nothing to repeat. */
export function clockRule({ aheadMs: ahead }: RuleInput, memory: AlertMemory): RuleResult {
  if (ahead === undefined) return { outcome: { skips: 'the clocks agree' }, memory };
  const reason = `the last reading is dated ${durationText(ahead)} ahead of now: a clock was wrong`;
  return { outcome: { fires: 'clock', reason }, memory };
}
