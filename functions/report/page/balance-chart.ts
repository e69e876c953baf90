import { line } from 'd3-shape';
import { MAX_DAYS_WITH_DATE } from '../../core/kinds/phrases.ts';
import { toNumber } from '../../core/ledger/amount.ts';
import { DAY_MS } from '../../core/ledger/durations.ts';
import { partsOf } from '../../core/ledger/spend.ts';
import type { ReportData, WalletReport } from '../report-data.ts';
import { downsample, type Point } from './downsample.ts';
import { type Fan, fanKey, fanOf, fanSeries, fanShape } from './fan.ts';
import { type Html, html } from './html.ts';
import { marksOf } from './marks.ts';
import { axes, PATH_DIGITS, type Scales, scalesOf, short, stretched } from './plot.ts';
import { defaultRange, firstKnownMs, RANGE_LABELS, type Range, startOf } from './ranges.ts';
import { haveMonthlyPart } from './resets.ts';
import { chartFigure } from './series.ts';
import type { Span } from './time-axis.ts';

const HEIGHT = 280;
const MAX_POINTS = 280;

interface BalancePoint extends Point {
  /** The part that was bought; only where another part comes with a plan. */
  readonly purchased?: number;
}

/** The balance so far, what happened to it, and the fan of what is likely to come. */
export function balanceChart({ wallet, nowMs, timeZone }: ReportData, range: Range): Html {
  const rangeFromMs = startOf(range, nowMs, firstKnownMs(wallet, nowMs));
  const points = pointsOf(wallet, rangeFromMs);
  const fan = fanOf(wallet);
  const fromMs = Math.max(rangeFromMs, points[0]?.atMs ?? 0);
  const span = { fromMs, toMs: endOf(fromMs, nowMs, fan, range === defaultRange(wallet)) };
  const shown = downsample(points, MAX_POINTS);
  const scales = scalesOf(span, valuesOf(shown, fan, span, wallet.emptyAt), HEIGHT);
  const marks = marksOf(wallet, fan, span, scales, timeZone);
  const currency = wallet.readings.at(-1)?.reading.balance.currency ?? '';
  const hasParts = shown.some(({ purchased }) => purchased !== undefined);
  return chartFigure({
    range,
    title: `Balance, ${RANGE_LABELS[range].toLowerCase()}`,
    scales,
    summary: html`<span>Balance in ${currency}</span>${
      hasParts
        ? html`<span class="key"><i class="key-purchased"></i>of it purchased</span>`
        : undefined
    }${fan && fanKey(fan, timeZone)}${marks.keys}`,
    series: {
      by: 'time',
      unit: currency,
      span: [fromMs, span.toMs],
      zone: timeZone,
      minutes: shown.map(({ atMs }) => Math.round((atMs - fromMs) / 60_000)),
      values: shown.map(({ value }) => Number(short(value))),
      ...(hasParts && {
        purchased: shown.map(({ purchased }) =>
          purchased === undefined ? null : Number(short(purchased)),
        ),
      }),
      y: shown.map(({ value }) => Math.round(scales.y(value) ?? 0)),
      ...(fan && { fan: fanSeries(fan, fromMs) }),
    },
    svg: html`${axes(scales, span, timeZone)}${stretched(
      HEIGHT,
      html`${fan && fanShape(fan, wallet.emptyAt, scales)}${balanceLines(shown, scales)}${nowLine(nowMs, scales)}`,
    )}<g>${marks.shapes}</g>`,
  });
}

/** Readings where there are any, and before them each UTC day's last balance. */
function pointsOf({ readings, days }: WalletReport, fromMs: number): BalancePoint[] {
  const currency = readings.at(-1)?.reading.balance.currency;
  const firstReadingMs = readings[0]?.reading.atMs ?? Number.POSITIVE_INFINITY;
  const points: BalancePoint[] = [];
  for (const { date, balance } of days) {
    const atMs = Date.parse(`${date}T00:00Z`) + DAY_MS;
    const isBefore = atMs >= fromMs && atMs < firstReadingMs;
    if (isBefore && (currency === undefined || balance.currency === currency)) {
      points.push({ atMs, value: toNumber(balance) });
    }
  }
  const hasPlan = haveMonthlyPart(readings);
  for (const { reading } of readings) {
    const { atMs, balance } = reading;
    if (atMs < fromMs || balance.currency !== currency) continue;
    const parts = hasPlan ? partsOf(reading) : undefined;
    points.push({ atMs, value: toNumber(balance), purchased: parts?.purchased });
  }
  return points;
}

/**
 * As far ahead as the forecast reaches, but never more than there is behind; only the answer in the headline is
 * always reached where the page begins.
 */
function endOf(fromMs: number, nowMs: number, fan: Fan | undefined, isDefault: boolean): number {
  const behindMs = nowMs - fromMs;
  const [, answerMs, latestMs] = fan?.emptyAtMs ?? [nowMs, nowMs, nowMs];
  const isDated = answerMs - nowMs <= MAX_DAYS_WITH_DATE * DAY_MS;
  const neededMs = isDefault && isDated ? answerMs - nowMs : 0;
  const aheadMs = Math.max(neededMs, Math.min(behindMs, latestMs - nowMs)) * 1.06;
  return nowMs + Math.max(behindMs / 20, aheadMs);
}

/** All that has to fit in. */
function valuesOf(
  shown: readonly BalancePoint[],
  fan: Fan | undefined,
  { toMs }: Span,
  emptyAt: number,
): number[] {
  const ahead = fan?.projections.flat().filter(({ atMs }) => atMs <= toMs) ?? [];
  return [
    emptyAt,
    ...shown.flatMap(({ value, purchased = value }) => [value, purchased]),
    ...ahead.map(({ balance }) => balance),
  ];
}

function balanceLines(points: readonly BalancePoint[], scales: Scales): Html {
  const bought = corners(
    points.flatMap(({ atMs, purchased }) =>
      purchased === undefined ? [] : [{ atMs, value: purchased }],
    ),
  );
  return html`${filledLine('balance', points, scales)}${filledLine('purchased', bought, scales)}`;
}

/** What is not spent for days is one straight line. */
function corners(points: readonly Point[]): Point[] {
  return points.filter(
    ({ value }, at) => value !== points[at - 1]?.value || value !== points[at + 1]?.value,
  );
}

function filledLine(name: string, points: readonly Point[], { x, y }: Scales): Html {
  const at = ({ atMs }: Point) => x(atMs) ?? 0;
  const drawn = line<Point>(at, ({ value }) => y(value) ?? 0).digits(PATH_DIGITS)([...points]);
  const [first] = points;
  if (first === undefined || drawn === null) return html``;
  const closed = `${drawn}V${short(y(0) ?? 0)}H${short(at(first))}Z`;
  return html`<path class="under" d="${closed}"/><path class="${name}" d="${drawn}"/>`;
}

function nowLine(nowMs: number, { x, height }: Scales): Html {
  const at = short(x(nowMs) ?? 0);
  return html`<line class="now" x1="${at}" x2="${at}" y1="0" y2="${height - 24}"/>`;
}
