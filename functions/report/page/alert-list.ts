import type { RecordedAlert } from '../../adapters/table/alert-items.ts';
import { whenText } from '../../core/kinds/phrases.ts';
import { localDayAndTime } from '../../core/text/local-time.ts';
import { amountText } from '../../core/text/numbers.ts';
import type { ReportData } from '../report-data.ts';
import { type Html, html, typed } from './html.ts';
import { atMsOf } from './marks.ts';
import { areMany } from './sub-accounts.ts';

const SHOWN = 8;
/** Of older ones the file has the whole list. */
const MAX_LISTED = 60;

/** What was notified, why, and how it was taken; the newest first. */
export function alertList({ wallet, subAccounts, timeZone }: ReportData): Html {
  const alerts = wallet.alerts.slice(-MAX_LISTED).reverse();
  if (alerts.length === 0) return html`<p class="quiet">Nothing has had to be sent.</p>`;
  const row = (alert: RecordedAlert) => alertRow(alert, timeZone);
  const older = areMany(subAccounts) ? [] : alerts.slice(SHOWN);
  return html`<ul class="alerts">${alerts.slice(0, SHOWN).map(row)}</ul>${
    older.length > 0
      ? html`<details><summary>${older.length} older</summary><ul class="alerts">${older.map(row)}</ul></details>`
      : undefined
  }`;
}

function alertRow(alert: RecordedAlert, timeZone: string): Html {
  const { kind, severity, reason, levelDays, balance, currency, runwayP50Days, deliveries } = alert;
  const atMs = atMsOf(alert);
  const what =
    kind === 'runway' && levelDays !== undefined
      ? `${levelDays} d left`
      : kind.replaceAll('-', ' ');
  const said =
    runwayP50Days === undefined ? '' : `, dry ${whenText(atMs, runwayP50Days, timeZone)}`;
  const taken = Object.entries(deliveries);
  return html`<li><time datetime="${new Date(atMs).toISOString()}">${localDayAndTime(atMs, timeZone)}</time><div><strong class="severity ${severity}">${what}</strong> <span>${typed(reason)}</span>${balance === undefined || currency === undefined ? undefined : html`<p>said ${amountText({ decimal: balance, currency })} left${said}</p>`}${taken.map(
    ([channel, { outcome, reason: why }]) =>
      html`<span class="taken ${outcome}">${channel === 'sns' ? 'mail' : channel} ${outcome}${why === undefined ? '' : `: ${why}`}</span>`,
  )}</div></li>`;
}
