import { MINUTE_MS } from '../../ledger/durations.ts';
import { durationText } from '../../text/numbers.ts';
import type { FaultRule } from './rule.ts';

/** Four polls and an hour: a vendor's restart, or a poll and its two quick retries, alarm nobody. */
const MIN_POLLS = 4;
const MIN_BLIND_MS = 60 * MINUTE_MS;
/** A changed answer does not change back by itself; two looks rule out one garbled answer. */
const MIN_BAD_ANSWERS = 2;
const MIN_BAD_MS = 10 * MINUTE_MS;

/** Fires after several polls in a row without a good reading. */
export const noDataRule: FaultRule = ({ nowMs, run, lastReadingAtMs }) => {
  if (run.kind === 'bad-answer') {
    const isSure = run.polls >= MIN_BAD_ANSWERS && nowMs - run.sinceMs >= MIN_BAD_MS;
    return isSure
      ? { fires: 'no-data', reason: run.said }
      : { skips: 'one answer may be garbled' };
  }
  const blindMs = nowMs - Math.min(lastReadingAtMs ?? run.sinceMs, run.sinceMs);
  if (run.polls < MIN_POLLS || blindMs < MIN_BLIND_MS) return { skips: 'not blind for long' };
  return {
    fires: 'no-data',
    reason: `no reading for ${durationText(blindMs)}, in ${run.polls} polls. ${run.said}`,
  };
};
