import { type Amount, toNumber } from '../../core/ledger/amount.ts';
import type { DayTotals } from '../../core/ledger/day-totals.ts';
import { numberText } from '../../core/text/numbers.ts';
import type { ReportData, WalletReport } from '../report-data.ts';
import { csvText } from './csv.ts';
import { type Html, html } from './html.ts';
import { areMany } from './sub-accounts.ts';

const MAX_DAYS = 400;
const RECENT_DAYS = 14;
/** Older ones are in the file alone, which has them all. */
const TABLE_DAYS = 100;
/** A page has its size; `runway alerts` tells of all. */
const MAX_ALERTS = 150;

/** The days as a table, and what the charts show as files for a spreadsheet. */
export function figures({ wallet, subAccounts }: ReportData): Html {
  const days = wallet.days.slice(-MAX_DAYS).reverse();
  if (areMany(subAccounts)) {
    return html`<div class="scroll" tabindex="0" role="region" aria-label="Figures by day">${table(days.slice(0, RECENT_DAYS))}</div>
<p class="quiet">All others: <code>npm run -s runway -- history ${wallet.id} --format csv</code></p>`;
  }
  const older = days.slice(RECENT_DAYS, TABLE_DAYS);
  return html`<div class="scroll" tabindex="0" role="region" aria-label="Figures by day">${table(days.slice(0, RECENT_DAYS))}</div>
${older.length > 0 ? html`<details><summary>${older.length} older days</summary><div class="scroll" tabindex="0" role="region" aria-label="Older figures by day">${table(older)}</div></details>` : undefined}
<p class="downloads">Download <a download="${wallet.id}-days.csv" href="${dataUrl(daysCsv(wallet))}">days (CSV)</a> <a download="${wallet.id}-hours.csv" href="${dataUrl(hoursCsv(wallet))}">hours of the last month (CSV)</a> <a download="${wallet.id}-alerts.csv" href="${dataUrl(alertsCsv(wallet))}">alerts (CSV)</a></p>`;
}

function table(days: readonly DayTotals[]): Html {
  const currencies = new Set(days.map(({ balance }) => balance.currency));
  const [only] = currencies.size === 1 ? currencies : [];
  const shown = (amount: Amount) =>
    numberText(toNumber(amount), amount.currency) +
    (only === undefined ? ` ${amount.currency}` : '');
  const unit = only === undefined ? '' : ` (${only})`;
  return html`<table><thead><tr><th scope="col">Day (UTC)</th><th scope="col">Spent${unit}</th><th scope="col">Came in</th><th scope="col">Left at its end</th></tr></thead><tbody>${days.map(
    ({ date, spend, topUp, balance }) =>
      // End tags that HTML can do without: there are 400 rows.
      html`<tr><th scope="row">${date}<td>${shown(spend)}<td>${topUp.decimal === '0' ? '' : shown(topUp)}<td>${shown(balance)}`,
  )}</tbody></table>`;
}

function daysCsv({ days }: WalletReport): string {
  return csvText([
    ['date', 'spend', 'topUp', 'balance', 'currency', 'readings'],
    ...days
      .slice(-MAX_DAYS)
      .map(({ date, spend, topUp, balance, readings }) => [
        date,
        spend.decimal,
        topUp.decimal,
        balance.decimal,
        balance.currency,
        readings,
      ]),
  ]);
}

/** The last reading of each UTC hour: every reading would be too much for a page, and `history` has them. */
function hoursCsv({ readings }: WalletReport): string {
  const hours = new Map(
    readings.map((recorded) => [Math.floor(recorded.reading.atMs / 3_600_000), recorded]),
  );
  return csvText([
    ['time', 'balance', 'currency', 'burnPerDay', 'runwayP50Days', 'monthly'],
    ...[...hours.values()]
      .slice(-31 * 24)
      .map(({ reading, burnPerDay, runwayDays }) => [
        `${new Date(reading.atMs).toISOString().slice(0, 16)}Z`,
        reading.balance.decimal,
        reading.balance.currency,
        Number(burnPerDay.toPrecision(3)),
        runwayDays ? Number(runwayDays.p50.toPrecision(3)) : undefined,
        reading.monthly?.decimal,
      ]),
  ]);
}

function alertsCsv({ alerts }: WalletReport): string {
  return csvText([
    ['time', 'kind', 'severity', 'reason', 'balance', 'currency'],
    ...alerts
      .slice(-MAX_ALERTS)
      .map(({ id, kind, severity, reason, balance, currency }) => [
        id.slice(0, id.indexOf('#')),
        kind,
        severity,
        reason,
        balance,
        currency,
      ]),
  ]);
}

export function dataUrl(csv: string): string {
  return `data:text/csv;charset=utf-8,${encodeURIComponent(csv).replaceAll('%2C', ',').replaceAll('%3A', ':')}`;
}
