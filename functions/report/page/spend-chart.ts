import { utcMonday } from 'd3-time';
import { toNumber } from '../../core/ledger/amount.ts';
import { DAY_MS, HOUR_MS } from '../../core/ledger/durations.ts';
import type { ReportData, WalletReport } from '../report-data.ts';
import type { Point } from './downsample.ts';
import { type Html, html } from './html.ts';
import { axes, type Scales, scalesOf, short, stretched } from './plot.ts';
import { rangeSpend } from './range-spend.ts';
import { RANGE_LABELS, type Range, startOf } from './ranges.ts';
import { chartFigure, type Series } from './series.ts';
import { zoneOffsetMs } from './zone.ts';

const HEIGHT = 200;
/** Above this many days a bar is a week: thinner ones cannot be told apart on a phone. */
const MAX_DAY_BARS = 100;
const GAP = 0.14;

/** What each hour, day or week of the range has cost. */
export function spendChart(data: ReportData, range: Range): Html {
  const { wallet, nowMs, timeZone } = data;
  const { bars, by, barMs } = barsOf(wallet, range, nowMs, timeZone);
  const fromMs = bars[0]?.atMs ?? nowMs - DAY_MS;
  const span = { fromMs, toMs: Math.max((bars.at(-1)?.atMs ?? nowMs) + barMs, fromMs + barMs) };
  const scales = scalesOf(
    span,
    bars.map(({ value }) => value),
    HEIGHT,
  );
  const currency = wallet.readings.at(-1)?.reading.balance.currency ?? '';
  const zone = by === 'hour' ? timeZone : 'UTC';
  const inUtc = by !== 'hour' && timeZone !== 'UTC' ? ' (UTC)' : '';
  return chartFigure({
    range,
    title: `Spend by ${by}, ${RANGE_LABELS[range].toLowerCase()}`,
    scales,
    summary: html`<span>Spend by ${by}${inUtc} in ${currency}</span>${rangeSpend(data, range)}`,
    series: {
      by,
      unit: currency,
      span: [span.fromMs, span.toMs],
      zone,
      minutes: bars.map(({ atMs }) => Math.round((atMs - fromMs + barMs / 2) / 60_000)),
      values: bars.map(({ value }) => Number(short(value))),
    },
    svg: html`${axes(scales, span, zone, { shiftMs: by === 'day' ? barMs / 2 : 0 })}${stretched(HEIGHT, html`${bars.map((bar) => barRect(bar, barMs, scales))}`)}`,
  });
}

interface Bars {
  readonly bars: readonly Point[];
  readonly by: Series['by'];
  readonly barMs: number;
}

function barsOf(wallet: WalletReport, range: Range, nowMs: number, timeZone: string): Bars {
  if (range === '24h') return { bars: hours(wallet, nowMs, timeZone), by: 'hour', barMs: HOUR_MS };
  const fromMs = startOf(range, nowMs, 0);
  const days = wallet.days
    .map(({ date, spend }) => ({ atMs: Date.parse(`${date}T00:00Z`), value: toNumber(spend) }))
    .filter(({ atMs }) => atMs > fromMs - DAY_MS);
  if (days.length <= MAX_DAY_BARS) return { bars: days, by: 'day', barMs: DAY_MS };
  return { bars: weeks(days), by: 'week', barMs: 7 * DAY_MS };
}

/** The last 24 clock hours and the open one. */
function hours({ readings }: WalletReport, nowMs: number, timeZone: string): Point[] {
  const offsetMs = zoneOffsetMs(nowMs, timeZone);
  const hourOf = (atMs: number) => Math.floor((atMs + offsetMs) / HOUR_MS) * HOUR_MS - offsetMs;
  const firstMs = hourOf(nowMs) - 24 * HOUR_MS;
  const sums = new Map<number, number>();
  for (let atMs = firstMs; atMs <= nowMs; atMs += HOUR_MS) sums.set(atMs, 0);
  for (const { reading, spend } of readings) {
    // What a reading sees was spent before it: on the full hour it belongs to the hour that ends.
    const atMs = hourOf(reading.atMs - 1);
    const sum = sums.get(atMs);
    if (spend !== undefined && sum !== undefined) sums.set(atMs, sum + toNumber(spend));
  }
  return [...sums].map(([atMs, value]) => ({ atMs, value }));
}

function weeks(days: readonly Point[]): Point[] {
  const sums = new Map<number, number>();
  for (const { atMs, value } of days) {
    const monday = utcMonday(new Date(atMs)).getTime();
    sums.set(monday, (sums.get(monday) ?? 0) + value);
  }
  return [...sums].map(([atMs, value]) => ({ atMs, value }));
}

function barRect({ atMs, value }: Point, barMs: number, { x, y }: Scales): Html {
  const left = x(atMs + (GAP / 2) * barMs) ?? 0;
  const right = x(atMs + (1 - GAP / 2) * barMs) ?? 0;
  const top = y(value) ?? 0;
  const height = Math.max(0, (y(0) ?? 0) - top);
  return html`<rect class="bar" x="${short(left)}" y="${short(top)}" width="${short(right - left)}" height="${short(height)}"/>`;
}
