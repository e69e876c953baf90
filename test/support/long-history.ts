import type { RecordedAlert } from '../../functions/adapters/table/alert-items.ts';
import type { RecordedReading } from '../../functions/adapters/table/history-items.ts';
import { type LogDay, readFurther, unreadDay } from '../../functions/core/attribution/log-day.ts';
import { type Forecast, forecast } from '../../functions/core/forecast/forecast.ts';
import {
  addInterval,
  type HourlySpend,
  startHistory,
} from '../../functions/core/forecast/hourly-spend.ts';
import type { Amount } from '../../functions/core/ledger/amount.ts';
import { type DayTotals, dateOf } from '../../functions/core/ledger/day-totals.ts';
import { DAY_MS } from '../../functions/core/ledger/durations.ts';
import type { WalletReport } from '../../functions/report/report-data.ts';

const QUARTER_MS = 900_000;
const FORECAST_DAYS = 31;
const PER_DAY = 96;
const NONE: Amount = { decimal: '0', currency: 'SQC' };
/** Working hours cost more, weekends less. */
const HOURS = [2, 2, 2, 1, 1, 2, 3, 5, 8, 9, 9, 8, 6, 7, 8, 8, 7, 5, 4, 3, 2, 2, 1, 1];
const WEEKDAYS = [0.3, 1, 1.05, 1.1, 1.05, 0.9, 0.4];

/**
 * A wallet read every 15 minutes for so many days, topped up whenever it is nearly dry, with monthly credits if
 * asked for. The same for the same input.
 */
export function longHistory(nowMs: number, days: number, monthlyCredits = 0): WalletReport {
  const startMs = Math.floor((nowMs - days * DAY_MS) / QUARTER_MS) * QUARTER_MS;
  let balance = 900 + monthlyCredits;
  let monthly = monthlyCredits;
  let spend: HourlySpend = startHistory(startMs);
  let asked: Forecast | undefined;
  let day:
    | { date: string; spend: number; topUp: number; balance: number; readings: number }
    | undefined;
  const readings: RecordedReading[] = [];
  const totals: DayTotals[] = [];
  const alerts: RecordedAlert[] = [];
  let seed = 7;
  const random = () => {
    seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
    return seed / 2_147_483_648;
  };
  for (let atMs = startMs; atMs <= nowMs; atMs += QUARTER_MS) {
    const at = new Date(atMs);
    const mean =
      (PER_DAY / 106 / 4) * (HOURS[at.getUTCHours()] ?? 1) * (WEEKDAYS[at.getUTCDay()] ?? 1) * 1.22;
    const burnt = atMs === startMs ? 0 : Math.round(mean * -Math.log(1 - random()) * 100) / 100;
    const isTopUp = balance - burnt < 8 && at.getUTCHours() === 9;
    const isDry = balance < 2;
    const spent = isTopUp || isDry ? 0 : Math.min(balance, burnt);
    const isReset = monthlyCredits > 0 && at.getUTCDate() === 1 && atMs % DAY_MS === 0;
    const refilled = isReset ? monthlyCredits - monthly : 0;
    monthly = isReset ? monthlyCredits : Math.max(0, monthly - spent);
    balance = Math.round((balance - spent + refilled + (isTopUp ? 750 : 0)) * 100) / 100;
    spend = addInterval(spend, { toMs: atMs, spend: isTopUp || isDry ? undefined : spent });
    if (
      nowMs - atMs <= FORECAST_DAYS * DAY_MS &&
      (asked === undefined || atMs % 3_600_000 === 0 || isTopUp)
    ) {
      asked = forecast({ balance, emptyAt: 2, history: spend, nowMs: atMs });
    }
    readings.push({
      reading: {
        atMs,
        balance: sqc(balance),
        ...(monthlyCredits > 0 && {
          monthly: monthly > 0 ? sqc(monthly) : NONE,
          purchased: sqc(balance - monthly),
          monthlyResetAtMs: Date.UTC(at.getUTCFullYear(), at.getUTCMonth() + 1, 1),
        }),
      },
      ...(isTopUp ? { topUp: sqc(750) } : !isReset && { spend: sqc(spent) }),
      burnPerDay: asked?.burnPerDay ?? PER_DAY,
      runwayDays: asked ? asked.runwayDays : { p10: 2, p50: 3, p90: 4.5 },
      state: asked?.state ?? 'steady',
    });
    if (day?.date !== dateOf(atMs)) {
      if (day) totals.push(totalsOf(day));
      day = { date: dateOf(atMs), spend: 0, topUp: 0, balance, readings: 0 };
    }
    day = {
      ...day,
      spend: day.spend + spent,
      topUp: day.topUp + (isTopUp ? 750 : 0),
      balance,
      readings: day.readings + 1,
    };
    for (const [left, levelDays, severity] of [
      [670, 7, 'info'],
      [290, 3, 'warning'],
      [96, 1, 'critical'],
    ] as const) {
      if (balance <= left && balance + spent > left) {
        alerts.push(alertAt(atMs, balance, levelDays, severity));
      }
    }
  }
  if (day) totals.push(totalsOf(day));
  return {
    id: 'main',
    name: 'Main wallet',
    readings,
    days: totals,
    logDays: totals.slice(-38, -1).map(loggedDay),
    logRatio: 50,
    alerts,
    spend,
    levelsDays: [7, 3, 1],
    emptyAt: 2,
    staleAfterMs: 3_600_000,
    purchase: { amount: sqc(750), priceEuro: 15, lastsUntilMs: nowMs + 10 * DAY_MS },
  };
}

/** Of four types, six endpoints and twelve keys; a tenth is not in the log. */
function loggedDay({ date, spend }: DayTotals): LogDay {
  const startMs = Date.parse(date);
  const calls = Array.from({ length: 48 }, (_, at) => ({
    id: `${date}${at}`,
    atMs: startMs + at * 1_800_000,
    cost: (0.9 * Number(spend.decimal)) / 50 / 48,
    endpoint: `/v1/generate/part-${at % 6}`,
    type: ['text', 'images', 'videos', 'audio'][at % 4],
    keyId: String(at % 12),
    isRefused: false,
  }));
  return readFurther(unreadDay(date), calls, startMs);
}

function alertAt(
  atMs: number,
  balance: number,
  levelDays: number,
  severity: string,
): RecordedAlert {
  const at = new Date(atMs).toISOString();
  return {
    id: `${at}#runway`,
    kind: 'runway',
    severity,
    reason: `under ${levelDays} days for two hours`,
    balance: String(balance),
    currency: 'SQC',
    burnPerDay: PER_DAY,
    runwayP10Days: 0.7 * levelDays,
    runwayP50Days: levelDays,
    runwayP90Days: 1.5 * levelDays,
    levelDays,
    deliveries: {
      sns: { outcome: 'accepted', firstAt: at, lastAt: at, accepted: 1 },
      'slack:team': { outcome: 'accepted', firstAt: at, lastAt: at, accepted: 1 },
    },
  };
}

function totalsOf(day: {
  date: string;
  spend: number;
  topUp: number;
  balance: number;
  readings: number;
}): DayTotals {
  const { date, spend, topUp, balance, readings } = day;
  return { date, spend: sqc(spend), topUp: sqc(topUp), balance: sqc(balance), readings };
}

function sqc(value: number): Amount {
  // By hand: a history has 150,000 of them, and its making is not what is measured.
  return { decimal: String(Number(value.toFixed(4))), currency: 'SQC' };
}
