import type { Forecast } from '../../functions/core/forecast/forecast.ts';
import type { SpendTotal } from '../../functions/core/forecast/model/spend-totals.ts';
import { DAY_MS } from '../../functions/core/ledger/durations.ts';

/** A forecast with what it rests on, ready to be printed. */
export interface ShownForecast {
  readonly forecast: Forecast;
  readonly nowMs: number;
  readonly balance: number;
  readonly days: readonly SpendTotal[];
  readonly hours: readonly SpendTotal[];
}

const SHOWN_DAYS = 7;

export function forecastJson({ forecast, nowMs, balance, days, hours }: ShownForecast): string {
  const { runwayDays, burnPerDay, state, learning } = forecast;
  const shown = {
    now: iso(nowMs),
    balance,
    state,
    runwayDays,
    runsOutAt: runwayDays && {
      p10: iso(nowMs + runwayDays.p10 * DAY_MS),
      p50: iso(nowMs + runwayDays.p50 * DAY_MS),
      p90: iso(nowMs + runwayDays.p90 * DAY_MS),
    },
    burnPerDay,
    ...(learning && { learning: { missing: learning.missing, until: iso(learning.untilMs) } }),
    spendByDay: days.map(totalJson),
    spendByHour: hours.map(totalJson),
  };
  return `${JSON.stringify(shown)}\n`;
}

export function forecastText({ forecast, nowMs, balance, days }: ShownForecast): string {
  const { runwayDays, burnPerDay, state, learning } = forecast;
  const minutes = (atDays: number): string =>
    `${iso(nowMs + atDays * DAY_MS)
      .slice(0, 16)
      .replace('T', ' ')} UTC`;
  const lines = [
    ['Left', `${short(balance)}, burning ${short(burnPerDay)} a day`],
    ['State', state],
  ];
  if (learning) lines.push(['Missing', `${learning.missing}, until ${iso(learning.untilMs)}`]);
  if (runwayDays) {
    lines.push(
      ['Runs out', `${minutes(runwayDays.p50)}, in ${short(runwayDays.p50)} days`],
      ['Likely', `between ${minutes(runwayDays.p10)} and ${minutes(runwayDays.p90)}`],
    );
  }
  for (const day of days.slice(-SHOWN_DAYS)) {
    const partly =
      day.knownHours < 23.5 ? ` (${Math.round(day.knownHours)} of 24 hours known)` : '';
    lines.push([iso(day.fromMs).slice(0, 10), `${short(day.spend)} spent${partly}`]);
  }
  return lines.map(([name, text]) => `${name?.padEnd(11)} ${text}\n`).join('');
}

function totalJson({ fromMs, spend, knownHours }: SpendTotal) {
  return { from: iso(fromMs), spend, knownHours };
}

function iso(atMs: number): string {
  return new Date(atMs).toISOString();
}

/** Three figures are all that a forecast is good for. */
function short(value: number): string {
  return Number(value.toPrecision(3)).toString();
}
