import type { Attribution } from '../attribution/attribution.ts';
import { DIMENSIONS } from '../attribution/logged-spend.ts';
import { localDay, localDayAndTime, localTime } from '../text/local-time.ts';
import { mainlyText, refusedText } from './spend-parts.ts';

/** What the request log says of an alert, looked up when it is sent. */
export interface SpendCauses {
  readonly attribution?: Attribution & { readonly fromMs: number; readonly toMs: number };
  /** Calls that were refused for lack of credits. */
  readonly refused?: RefusedCalls;
}

export interface RefusedCalls {
  readonly count: number;
  /** Of the first one that is known, epoch milliseconds. */
  readonly sinceMs: number;
  /** There were more; the count is what was read. */
  readonly isMore: boolean;
}

/** "video generation 61 % (4 × its usual), key #12" and "37 calls were refused since 05:49" */
export function causeDetails(
  { attribution, refused }: SpendCauses,
  nowMs: number,
  timeZone: string,
): { readonly label: 'Mostly' | 'Refused'; readonly text: string }[] {
  const mainly = attribution && mainlyText(attribution);
  const details: ReturnType<typeof causeDetails> = [];
  if (mainly !== undefined) details.push({ label: 'Mostly', text: mainly });
  if (refused !== undefined && refused.count > 0) {
    const { count, sinceMs, isMore } = refused;
    const isToday = localDay(sinceMs, timeZone) === localDay(nowMs, timeZone);
    const since = isToday ? localTime(sinceMs, timeZone) : localDayAndTime(sinceMs, timeZone);
    details.push({
      label: 'Refused',
      text: `${isMore ? 'more than ' : ''}${refusedText(count)} since ${since}`,
    });
  }
  return details;
}

/** The same for machines. */
export function causeEvent({ attribution, refused }: SpendCauses): Record<string, unknown> {
  const iso = (ms: number) => new Date(ms).toISOString();
  return {
    ...(attribution && {
      spentOn: {
        from: iso(attribution.fromMs),
        to: iso(attribution.toMs),
        total: attribution.total,
        calls: attribution.calls,
        ...Object.fromEntries(
          DIMENSIONS.map((dimension) => [dimension, attribution.by[dimension].slice(0, 5)]),
        ),
      },
    }),
    ...(refused && {
      refusedCalls: {
        count: refused.count,
        since: iso(refused.sinceMs),
        ...(refused.isMore && { isMore: true }),
      },
    }),
  };
}
