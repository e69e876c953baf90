import { median } from 'd3-array';
import { area, line } from 'd3-shape';
import { scorecardOf } from '../../core/forecast/scorecard.ts';
import { toNumber } from '../../core/ledger/amount.ts';
import { DAY_MS, HOUR_MS } from '../../core/ledger/durations.ts';
import { durationText } from '../../core/text/numbers.ts';
import { resetsSeen } from '../../engine/past-resets.ts';
import type { ReportData, WalletReport } from '../report-data.ts';
import { type Html, html } from './html.ts';
import { axes, PATH_DIGITS, type Scales, scalesOf, stretched } from './plot.ts';
import { chartFigure } from './series.ts';

const HEIGHT = 220;
const MAX_FORECASTS = 240;
/** Forecasts beyond this are out of the picture: what matters here is how the last days were forecast. */
const MAX_DAYS_SHOWN = 21;

/** One forecast of the past, and how long it did last where that is known. */
interface Past {
  readonly atMs: number;
  readonly p10: number;
  readonly p50: number;
  readonly p90: number;
  readonly trueDays: number | undefined;
}

/** What each forecast said, the truth drawn through it wherever the wallet did run out. */
export function pastForecasts({ wallet, timeZone }: ReportData): Html {
  const past = pastOf(wallet);
  const [first, last] = [past[0], past.at(-1)];
  if (first === undefined || last === undefined || first === last) {
    return html`<p class="quiet">No forecast has been made yet.</p>`;
  }
  const highest = Math.min(MAX_DAYS_SHOWN, Math.max(...past.map(({ p90 }) => p90)));
  const span = { fromMs: first.atMs, toMs: last.atMs };
  const scales = scalesOf(span, [highest], HEIGHT);
  const top = scales.y.domain()[1] ?? highest;
  const chart = chartFigure({
    range: 'every',
    title: 'Days left as forecast, and as it came',
    scales,
    summary: html`<span>Days left</span><span class="key"><i class="key-fan"></i>forecast, earliest to latest likely</span><span class="key"><i class="key-truth"></i>as it came</span>`,
    series: {
      by: 'time',
      unit: 'days left, as forecast',
      span: [span.fromMs, span.toMs],
      zone: timeZone,
      minutes: past.map(({ atMs }) => Math.round((atMs - span.fromMs) / 60_000)),
      values: past.map(({ p50 }) => Number(p50.toFixed(1))),
      y: past.map(({ p50 }) => Math.round(scales.y(Math.min(p50, top)) ?? 0)),
    },
    svg: html`${axes(scales, span, timeZone, { count: 5 })}${stretched(HEIGHT, lines(past, scales, top))}`,
  });
  return html`${chart}<p>${recordText(past)}</p>`;
}

/** How good the forecasts were that have met their truth, in one sentence. */
function recordText(past: readonly Past[]): string {
  const off: number[] = [];
  let inside = 0;
  for (const { p10, p50, p90, trueDays } of past) {
    if (trueDays === undefined) continue;
    off.push(Math.abs(p50 - trueDays));
    if (p10 <= trueDays && trueDays <= p90) inside += 1;
  }
  if (off.length === 0) return 'None of these forecasts has met its truth yet.';
  const half = durationText((median(off) ?? 0) * DAY_MS);
  const share = Math.round((100 * inside) / off.length);
  return `Of the ${off.length} forecasts shown whose balance has been spent since, ${share} % had the moment in their range; half were off by less than ${half}.`;
}

function lines(past: readonly Past[], { x, y }: Scales, top: number): Html {
  const at = ({ atMs }: Past) => x(atMs) ?? 0;
  const clipped = (value: number) => y(Math.min(value, top)) ?? 0;
  const band = area<Past>(
    at,
    ({ p10 }) => clipped(p10),
    ({ p90 }) => clipped(p90),
  ).digits(PATH_DIGITS)([...past]);
  const middle = line<Past>(at, ({ p50 }) => clipped(p50)).digits(PATH_DIGITS)([...past]);
  const truth = line<Past>(at, ({ trueDays = 0 }) => clipped(trueDays)).digits(PATH_DIGITS);
  const drawn = truthsOf(past, top).map((one) => truth(one) ?? '');
  return html`<path class="fan" d="${band ?? ''}"/><path class="likely" d="${middle ?? ''}"/><path class="truth" d="${drawn.join('')}"/>`;
}

/** What is left falls by a day a day; where it rises, something came in and another truth begins. */
function truthsOf(past: readonly Past[], top: number): Past[][] {
  const truths: Past[][] = [];
  let before: number | undefined;
  for (const one of past) {
    if (one.trueDays === undefined || one.trueDays > top) {
      before = undefined;
      continue;
    }
    if (before === undefined || one.trueDays > before) truths.push([]);
    truths.at(-1)?.push(one);
    before = one.trueDays;
  }
  return truths;
}

/** Each forecast with its score: when the balance of then was spent, whatever was bought since. */
function pastOf({ readings, spend, emptyAt }: WalletReport): Past[] {
  // What is older has left the memory that scores it.
  const sinceMs = spend ? spend.lastAtMs - spend.closed.length * HOUR_MS : 0;
  const made = readings.flatMap(({ reading, runwayDays, state }) =>
    runwayDays === null || state === 'learning' || reading.atMs < sinceMs
      ? []
      : [{ atMs: reading.atMs, balance: toNumber(reading.balance), emptyAt, runwayDays }],
  );
  const resets = resetsSeen(readings);
  return thinned(made).map(({ runwayDays, ...said }) => {
    const score = spend && scorecardOf({ ...said, runwayDays, resets }, spend);
    const trueDays = score?.kind === 'used-up' ? score.days : undefined;
    return { atMs: said.atMs, ...runwayDays, trueDays };
  });
}

function thinned<T>(all: readonly T[]): T[] {
  const every = Math.ceil(all.length / MAX_FORECASTS);
  return all.filter((_, at) => at % every === 0 || at === all.length - 1);
}
