import { MINUTE_MS } from '../ledger/durations.ts';
import { localDayAndTime } from '../text/local-time.ts';
import { durationText } from '../text/numbers.ts';
import { FALLING, SEEN } from './examples.ts';
import type { Kind } from './kind.ts';
import type { FaultRule } from './rule.ts';
import { severityOfBlindness } from './severities.ts';

/** Four polls and an hour: a vendor's restart, or a poll and its two quick retries, alarm nobody. */
const MIN_POLLS = 4;
const MIN_BLIND_MS = 60 * MINUTE_MS;
/** A changed answer does not change back by itself; two looks rule out one garbled answer. */
const MIN_BAD_ANSWERS = 2;
const MIN_BAD_MS = 10 * MINUTE_MS;

/** Fires after several polls in a row without a good reading. */
const noDataRule: FaultRule = ({ nowMs, run, lastReadingAtMs }) => {
  if (run.kind === 'bad-answer') {
    const isSure = run.polls >= MIN_BAD_ANSWERS && nowMs - run.sinceMs >= MIN_BAD_MS;
    return isSure ? { fires: 'no-data', reason: run.said } : { skips: 'one answer may be garbled' };
  }
  const blindMs = nowMs - Math.min(lastReadingAtMs ?? run.sinceMs, run.sinceMs);
  if (run.polls < MIN_POLLS || blindMs < MIN_BLIND_MS) return { skips: 'not blind for long' };
  return {
    fires: 'no-data',
    reason: `no reading for ${durationText(blindMs)}, in ${run.polls} polls. ${run.said}`,
  };
};

export const noData: Kind = {
  severity: severityOfBlindness,
  meaning:
    'There has been no usable reading for at least an hour and four polls, the format of the answers has changed, or another wallet is no longer polled.',
  severityText: 'critical if the wallet may be empty within a day, otherwise warning',
  faultRule: noDataRule,
  isOpen: (_, { fault }) => fault?.notified?.kind === 'no-data',
  subjects: ['readings'],
  trouble: 'readings',
  openText: () => 'not read for a while',
  headline: ({ facts: { about, readAtMs } }, name, timeZone) => {
    if (about !== undefined) return `${name} is not being polled any more.`;
    return readAtMs === undefined
      ? `${name} could not be read so far.`
      : `${name} has not been read since ${localDayAndTime(readAtMs, timeZone)}.`;
  },
  example: {
    reason:
      'no reading for 3 hours, in 12 polls. SmartlyQ is not available (GET /me/balance: 503): the next poll tries again',
    facts: { ...FALLING, ...SEEN },
  },
};
