import { toNumber } from '../../core/ledger/amount.ts';
import { DAY_MS } from '../../core/ledger/durations.ts';
import { localDay } from '../../core/text/local-time.ts';
import { numberText } from '../../core/text/numbers.ts';
import type { ReportData, WalletReport } from '../report-data.ts';
import { type Html, html } from './html.ts';
import { firstKnownMs, RANGE_LABELS, type Range, startOf } from './ranges.ts';

/** "420 SQC in 7 days, 12 % more than in the 7 days before": what a range has cost, and how that changed. */
export function rangeSpend({ wallet, nowMs, timeZone }: ReportData, range: Range): Html {
  const currency = wallet.readings.at(-1)?.reading.balance.currency ?? '';
  const firstMs = firstKnownMs(wallet, nowMs);
  const fromMs = Math.max(startOf(range, nowMs, firstMs), firstMs);
  const spend = spendBetween(wallet, currency, fromMs, nowMs);
  const total = html`<strong>${numberText(spend, currency)} ${currency}</strong>`;
  const beforeMs = startOf(range, fromMs, firstMs);
  const isWhole = range !== 'all' && fromMs > firstMs;
  const length = RANGE_LABELS[range].toLowerCase();
  if (!isWhole) return html`<span>${total} since ${localDay(fromMs, timeZone)}</span>`;
  if (beforeMs < firstMs) return html`<span>${total} in ${length}</span>`;
  const before = spendBetween(wallet, currency, beforeMs, fromMs);
  return html`<span>${total} in ${length}, ${changeText(spend, before)} the ${length} before</span>`;
}

function changeText(spend: number, before: number): string {
  if (before === 0) return spend === 0 ? 'nothing, as in' : 'up from nothing in';
  const percent = Math.round(100 * (spend / before - 1));
  if (percent === 0) return 'as much as in';
  return `${Math.abs(percent).toLocaleString('en-US')} % ${percent > 0 ? 'more' : 'less'} than in`;
}

/** By the readings where there are any, before them by the days, of one that is cut its share. */
function spendBetween(
  { readings, days }: WalletReport,
  currency: string,
  fromMs: number,
  toMs: number,
): number {
  const firstReadingMs = readings[0]?.reading.atMs ?? toMs;
  let sum = 0;
  for (const { reading, spend } of readings) {
    if (reading.atMs > fromMs && reading.atMs <= toMs && spend?.currency === currency) {
      sum += toNumber(spend);
    }
  }
  const daysEndMs = Math.min(toMs, firstReadingMs);
  for (const { date, spend } of days) {
    const startMs = Date.parse(`${date}T00:00Z`);
    const sharedMs = Math.min(startMs + DAY_MS, daysEndMs) - Math.max(startMs, fromMs);
    if (sharedMs > 0 && spend.currency === currency) sum += (toNumber(spend) * sharedMs) / DAY_MS;
  }
  return sum;
}
