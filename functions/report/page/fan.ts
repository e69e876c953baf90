import { line } from 'd3-shape';
import type { RecordedReading } from '../../adapters/table/history-items.ts';
import type { Projection, Projections } from '../../core/forecast/forecast.ts';
import { MAX_DAYS_WITH_DATE } from '../../core/kinds/phrases.ts';
import { toNumber } from '../../core/ledger/amount.ts';
import { DAY_MS } from '../../core/ledger/durations.ts';
import { localDayAndHour } from '../../core/text/local-time.ts';
import { measuredShare } from '../../core/wording/confidence.ts';
import type { WalletReport } from '../report-data.ts';
import { type Html, html } from './html.ts';
import { PATH_DIGITS, type Scales, short } from './plot.ts';

/** What is likely to come: one time in ten less than its lower edge, one time in ten more than its upper. */
export interface Fan {
  readonly latest: RecordedReading;
  readonly projections: Projections;
  /** p10, p50, p90, epoch milliseconds. */
  readonly emptyAtMs: readonly [number, number, number];
}

/** undefined: the wallet is not running down, or is empty. */
export function fanOf({ readings, projections, emptyAt }: WalletReport): Fan | undefined {
  const latest = readings.at(-1);
  if (latest === undefined || latest.runwayDays === null) return undefined;
  const { reading, runwayDays } = latest;
  const emptyAfter = (days: number) => Math.round(reading.atMs + days * DAY_MS);
  const { p10, p50, p90 } = runwayDays;
  const emptyAtMs = [emptyAfter(p10), emptyAfter(p50), emptyAfter(p90)] as const;
  const start = { atMs: reading.atMs, balance: toNumber(reading.balance) };
  const straight = (atMs: number): Projection => [start, { atMs, balance: emptyAt }];
  const isOfLatest = projections?.[0][0]?.atMs === reading.atMs;
  return {
    latest,
    emptyAtMs,
    projections: isOfLatest
      ? projections
      : [straight(emptyAtMs[0]), straight(emptyAtMs[1]), straight(emptyAtMs[2])],
  };
}

export function fanShape(
  { projections: [low, middle, high] }: Fan,
  emptyAt: number,
  scales: Scales,
) {
  const { x, y } = scales;
  const draw = line<Projection[number]>(
    ({ atMs }) => x(atMs) ?? 0,
    ({ balance }) => y(balance) ?? 0,
  ).digits(PATH_DIGITS);
  const empty = short(y(emptyAt) ?? 0);
  return html`<line class="empty" x1="0" x2="1000" y1="${empty}" y2="${empty}"/><path class="fan" d="${draw([...high, ...low.toReversed()]) ?? ''}Z"/><path class="likely" d="${draw([...middle]) ?? ''}"/>`;
}

/** For the readout: minutes since `fromMs`, and the balance then. */
export function fanSeries({ projections }: Fan, fromMs: number): (readonly [number, number])[][] {
  return projections.map((course) =>
    course.map(({ atMs, balance }) => [
      Math.round((atMs - fromMs) / 60_000),
      Number(short(balance)),
    ]),
  );
}

/** The balance foreseen for a time, after whatever happens at it. */
export function likelyBalance({ projections: [, middle] }: Fan, atMs: number): number {
  const next = middle.findIndex((corner) => corner.atMs > atMs);
  const [from, to] = [middle[next - 1], middle[next]];
  if (from === undefined || to === undefined) return middle.at(-1)?.balance ?? 0;
  return from.balance + ((to.balance - from.balance) * (atMs - from.atMs)) / (to.atMs - from.atMs);
}

export function fanKey(fan: Fan, timeZone: string): Html {
  return html`<span class="key"><i class="key-fan"></i>likely course${datesText(fan, timeZone)}</span>`;
}

/** ": dry Mon 23 Nov 16:00 to Tue 24 Nov 12:00"; a date that is far away is none. */
function datesText({ latest, emptyAtMs: [p10, , p90] }: Fan, timeZone: string): string {
  const { runwayDays, state } = latest;
  if (runwayDays === null || runwayDays.p10 > MAX_DAYS_WITH_DATE) return '';
  const said = (atMs: number) => {
    const { day, hour } = localDayAndHour(atMs, timeZone);
    return `${day} ${hour}`;
  };
  const share = ` (${measuredShare(state)})`;
  return runwayDays.p90 > MAX_DAYS_WITH_DATE
    ? `: not dry before ${said(p10)}${share}`
    : said(p10) === said(p90)
      ? `: dry ${said(p10)}`
      : `: dry ${said(p10)} to ${said(p90)}${share}`;
}
