import { area, line } from 'd3-shape';
import type { RecordedAlert } from '../../adapters/alert-items.ts';
import type { RecordedReading } from '../../adapters/history-items.ts';
import { toNumber } from '../../core/amount.ts';
import { measuredShare } from '../../core/wording/confidence.ts';
import { MAX_DAYS_WITH_DATE } from '../../core/wording/headline.ts';
import { localDayAndHour, localDayAndTime } from '../../core/wording/local-time.ts';
import { amountText } from '../../core/wording/numbers.ts';
import type { ReportData, WalletReport } from '../report-data.ts';
import { downsample, type Point } from './downsample.ts';
import { type Html, html } from './html.ts';
import { across, axes, PATH_DIGITS, type Scales, scalesOf, short, stretched } from './plot.ts';
import { DAY_MS, RANGE_LABELS, type Range, startOf } from './ranges.ts';
import { chartFigure } from './series.ts';

const HEIGHT = 280;
const MAX_POINTS = 300;
/** A smaller rise than this share of a day's burn is a refund, as the alerts see it. */
const MIN_TOP_UP_DAYS = 0.5;
/** Beyond this a page of marks says less than none. */
const MAX_MARKS = 60;

/** The balance so far, what happened to it, and the fan of what is likely to come. */
export function balanceChart({ wallet, nowMs, timeZone }: ReportData, range: Range): Html {
  const points = pointsOf(wallet, startOf(range, nowMs, firstMs(wallet, nowMs)));
  const latest = wallet.readings.at(-1);
  const currency = latest?.reading.balance.currency ?? '';
  const fromMs = Math.max(startOf(range, nowMs, firstMs(wallet, nowMs)), points[0]?.atMs ?? 0);
  const dryAtMs = latest && dryTimes(latest);
  const span = { fromMs, toMs: endOf(fromMs, nowMs, dryAtMs?.[2]) };
  const shown = downsample(points, MAX_POINTS);
  const scales = scalesOf(span, [...shown.map(({ value }) => value), wallet.emptyAt], HEIGHT);
  const alerts = wallet.alerts
    .filter((alert) => alert.balance !== undefined && atMsOf(alert) >= fromMs)
    .slice(-MAX_MARKS);
  const topUps = wallet.readings
    .filter(({ reading, topUp, burnPerDay }) => {
      const isWorthTheName = topUp && toNumber(topUp) >= MIN_TOP_UP_DAYS * burnPerDay;
      return isWorthTheName && reading.atMs >= fromMs;
    })
    .slice(-MAX_MARKS);
  const title = `Balance, ${RANGE_LABELS[range].toLowerCase()}`;

  return chartFigure({
    range,
    title,
    scales,
    summary: legend(latest, dryAtMs, timeZone, {
      topUps: topUps.length,
      alerts: alerts.length,
    }),
    series: {
      by: 'time',
      unit: currency,
      span: [fromMs, span.toMs],
      zone: timeZone,
      minutes: shown.map(({ atMs }) => Math.round((atMs - fromMs) / 60_000)),
      values: shown.map(({ value }) => Number(short(value))),
      y: shown.map(({ value }) => Math.round(scales.y(value) ?? 0)),
      ...(latest &&
        dryAtMs && {
          fan: {
            fromMs: latest.reading.atMs,
            balance: toNumber(latest.reading.balance),
            emptyAt: wallet.emptyAt,
            dryAtMs,
          },
        }),
    },
    svg: html`${axes(scales, span, timeZone)}${stretched(
      HEIGHT,
      html`${latest && dryAtMs && fan(latest, dryAtMs, wallet.emptyAt, scales)}${balanceLine(shown, scales)}${nowLine(nowMs, scales)}`,
    )}<g>${topUps.map((one) => topUpMark(one, scales, timeZone))}${alerts.map((one) => alertMark(one, scales, timeZone))}</g>`,
  });
}

function firstMs({ readings, days }: WalletReport, nowMs: number): number {
  const firstDay = Date.parse(`${days[0]?.date ?? ''}T00:00Z`);
  return Math.min(readings[0]?.reading.atMs ?? nowMs, Number.isNaN(firstDay) ? nowMs : firstDay);
}

/** Readings where there are any, and before them each UTC day's last balance. */
function pointsOf({ readings, days }: WalletReport, fromMs: number): Point[] {
  const currency = readings.at(-1)?.reading.balance.currency;
  const firstReadingMs = readings[0]?.reading.atMs ?? Number.POSITIVE_INFINITY;
  const points: Point[] = [];
  for (const { date, balance } of days) {
    const atMs = Date.parse(`${date}T00:00Z`) + DAY_MS;
    const isBefore = atMs >= fromMs && atMs < firstReadingMs;
    if (isBefore && (currency === undefined || balance.currency === currency)) {
      points.push({ atMs, value: toNumber(balance) });
    }
  }
  for (const { reading } of readings) {
    if (reading.atMs < fromMs || reading.balance.currency !== currency) continue;
    points.push({ atMs: reading.atMs, value: toNumber(reading.balance) });
  }
  return points;
}

function dryTimes({ reading, runwayDays }: RecordedReading): [number, number, number] | undefined {
  if (runwayDays === null) return undefined;
  const { p10, p50, p90 } = runwayDays;
  return [p10, p50, p90].map((days) => Math.round(reading.atMs + days * DAY_MS)) as [
    number,
    number,
    number,
  ];
}

/** As far ahead as the forecast reaches, but never more than there is behind. */
function endOf(fromMs: number, nowMs: number, latestDryMs: number | undefined): number {
  const behindMs = nowMs - fromMs;
  const aheadMs = latestDryMs === undefined ? 0 : (latestDryMs - nowMs) * 1.06;
  return nowMs + Math.max(behindMs / 20, Math.min(behindMs, aheadMs));
}

function balanceLine(points: readonly Point[], { x, y }: Scales): Html {
  const at = {
    x: ({ atMs }: Point) => x(atMs) ?? 0,
    y: ({ value }: Point) => y(value) ?? 0,
  };
  const filled = area<Point>(at.x, () => y(0) ?? 0, at.y).digits(PATH_DIGITS)([...points]);
  const drawn = line<Point>(at.x, at.y).digits(PATH_DIGITS)([...points]);
  return html`<path class="under" d="${filled ?? ''}"/><path class="balance" d="${drawn ?? ''}"/>`;
}

/** From now to the three dates: one time in ten earlier than its left edge, one time in ten later than its right. */
function fan(
  { reading }: RecordedReading,
  [p10, p50, p90]: readonly [number, number, number],
  emptyAt: number,
  { x, y }: Scales,
): Html {
  const start = { atMs: reading.atMs, value: toNumber(reading.balance) };
  const to = (atMs: number) => ({ atMs, value: emptyAt });
  const draw = line<Point>(
    ({ atMs }) => x(atMs) ?? 0,
    ({ value }) => y(value) ?? 0,
  ).digits(PATH_DIGITS);
  const empty = short(y(emptyAt) ?? 0);
  return html`<line class="empty" x1="0" x2="1000" y1="${empty}" y2="${empty}"/><path class="fan" d="${draw([start, to(p10), to(p90)]) ?? ''}Z"/><path class="likely" d="${draw([start, to(p50)]) ?? ''}"/>`;
}

function nowLine(nowMs: number, { x, height }: Scales): Html {
  const at = short(x(nowMs) ?? 0);
  return html`<line class="now" x1="${at}" x2="${at}" y1="0" y2="${height - 24}"/>`;
}

function topUpMark({ reading, topUp }: RecordedReading, scales: Scales, timeZone: string): Html {
  const said = `Topped up${topUp ? ` by ${amountText(topUp)}` : ''}, ${localDayAndTime(reading.atMs, timeZone)}`;
  const y = short(scales.y(toNumber(reading.balance)) ?? 0);
  return html`<svg class="mark top-up" x="${across(scales, reading.atMs)}" y="${y}" overflow="visible"><title>${said}</title><path d="M0-13 5-4H-5Z"/></svg>`;
}

function alertMark(alert: RecordedAlert, scales: Scales, timeZone: string): Html {
  const atMs = atMsOf(alert);
  const said = `${alert.severity}: ${alert.reason}, ${localDayAndTime(atMs, timeZone)}`;
  const y = short(scales.y(Number(alert.balance)) ?? 0);
  return html`<circle class="mark alert ${alert.severity}" cx="${across(scales, atMs)}" cy="${y}" r="5"><title>${said}</title></circle>`;
}

export function atMsOf({ id }: RecordedAlert): number {
  return Date.parse(id.slice(0, id.indexOf('#')));
}

function legend(
  latest: RecordedReading | undefined,
  dryAtMs: readonly [number, number, number] | undefined,
  timeZone: string,
  marks: { readonly topUps: number; readonly alerts: number },
): Html {
  const { topUps, alerts } = marks;
  const fanKey =
    latest && dryAtMs
      ? html`<span class="key"><i class="key-fan"></i>likely course${datesText(latest, dryAtMs, timeZone)}</span>`
      : undefined;
  return html`<span>Balance in ${latest?.reading.balance.currency}</span>${fanKey}${
    topUps > 0 ? html`<span class="key"><i class="key-top-up"></i>top-up</span>` : undefined
  }${alerts > 0 ? html`<span class="key"><i class="key-alert"></i>alert</span>` : undefined}`;
}

/** ": dry Mon 23 Nov 16:00 to Tue 24 Nov 12:00"; a date that is far away is none. */
function datesText(
  { runwayDays, state }: RecordedReading,
  [p10, , p90]: readonly [number, number, number],
  timeZone: string,
): string {
  if (runwayDays === null || runwayDays.p10 > MAX_DAYS_WITH_DATE) return '';
  const said = (atMs: number) => {
    const { day, hour } = localDayAndHour(atMs, timeZone);
    return `${day} ${hour}`;
  };
  const share = ` (${measuredShare(state)})`;
  return runwayDays.p90 > MAX_DAYS_WITH_DATE
    ? `: not dry before ${said(p10)}${share}`
    : `: dry ${said(p10)} to ${said(p90)}${share}`;
}
