import { datingOf } from '../../core/agency/sub-account-snapshot.ts';
import type { OpenAlert } from '../../core/kinds/open-alerts.ts';
import { burnNumberText, whenText } from '../../core/kinds/phrases.ts';
import type { Snapshot } from '../../core/state/urgency.ts';
import { cleanName } from '../../core/text/clean-name.ts';
import { localDayAndTime } from '../../core/text/local-time.ts';
import { numberText } from '../../core/text/numbers.ts';
import { runwayText } from '../../core/wording/runway-text.ts';
import { countsText } from '../../core/wording/sub-account-counts.ts';
import type { RankedSubAccount, ReportData, SubAccountsReport } from '../report-data.ts';
import { type Html, html } from './html.ts';

/** So many are seen at once; the rest is one click away. */
const FIRST = 20;
/** With more of them the page leaves out what the command line has as well, and stays below its size. */
const MAX_BESIDE_ALL = 30;
/** A link has 90 bytes: so many of them, the first, have one. */
const MAX_LINKED = 200;
/** Of all rows together. */
const MAX_BYTES = 96_000;
const MAX_FAULT = 200;

/** Whether there are so many that the page has no room for old figures. */
export function areMany(subAccounts: SubAccountsReport | undefined): boolean {
  return subAccounts !== undefined && subAccounts.ranked.length > MAX_BESIDE_ALL;
}

/** All sub-accounts of an agency, who runs out first on top. */
export function subAccounts(data: ReportData, { ranked, fault }: SubAccountsReport): Html {
  const { nowMs, timeZone, wallet } = data;
  const trouble =
    fault &&
    html`<p class="stale"><strong>Not being read since ${localDayAndTime(fault.sinceMs, timeZone)}:</strong> ${cleanName(fault.message, MAX_FAULT)}</p>`;
  if (ranked.length === 0) return html`${trouble}<p class="quiet">None has been listed so far.</p>`;
  const rows = fitting(ranked.map((one, at) => row(one, at < MAX_LINKED, data)));
  const more = ranked.length - rows.length;
  const late = ranked.filter((one) => isLate(one, data)).length;
  const isGuess = ranked.some(({ snapshot }) => snapshot?.state === 'learning');
  return html`${trouble}<p>${ranked.length}: ${countsText(ranked, wallet.levelsDays, nowMs)}${late > 0 ? html`; <strong>${late} not read for long</strong>` : undefined}.${isGuess ? ' A date with ? is a rough guess: still learning.' : undefined}</p>
${table(rows.slice(0, FIRST), 'Sub-accounts, who runs out first on top')}${rows.length > FIRST ? html`<details><summary>${rows.length - FIRST} more</summary>${table(rows.slice(FIRST), 'More sub-accounts')}</details>` : undefined}${more > 0 ? html`<p class="quiet">${more} more, that last longer: <code>npm run -s runway -- status</code></p>` : undefined}`;
}

/** As many as the page has room for, whatever they are called. */
function fitting(rows: readonly Html[]): Html[] {
  let bytes = 0;
  return rows.filter(({ markup }) => {
    bytes += Buffer.byteLength(markup);
    return bytes <= MAX_BYTES;
  });
}

function table(rows: readonly Html[], label: string): Html {
  return html`<div class="scroll" tabindex="0" role="region" aria-label="${label}"><table class="subs"><thead><tr><th scope="col">Sub-account</th><th scope="col">SQC left</th><th scope="col">Runs out</th><th scope="col">Open alerts</th><th scope="col">A day</th><th scope="col">Read, ago</th></tr></thead><tbody>${rows}</tbody></table></div>`;
}

/** Without the end tags that HTML can do without: there may be a thousand. */
function row(one: RankedSubAccount, mayLink: boolean, data: ReportData): Html {
  const { account, snapshot, openAlerts, href } = one;
  const name = cleanName(account.name) || account.id;
  const named = mayLink && href !== undefined ? html`<a href="${href}">${name}</a>` : name;
  if (snapshot === undefined) {
    return html`<tr><th scope=row>${named}<td>–<td>not read yet<td><td>–<td>–`;
  }
  const { currency } = snapshot.reading.balance;
  const left = numberText(Number(snapshot.reading.balance.decimal), currency);
  const unit = currency === 'SQC' ? '' : ` ${currency}`;
  const age = ageText(data.nowMs - snapshot.reading.atMs);
  const read = isLate(one, data) ? html`<strong class="severity warning">${age}</strong>` : age;
  return html`<tr><th scope=row>${named}<td>${left}${unit}<td>${dryText(snapshot, data.timeZone)}<td>${openText(openAlerts)}<td>${burnNumberText(snapshot.burnPerDay, snapshot.state, currency)}<td>${read}`;
}

function isLate({ snapshot, account }: RankedSubAccount, { nowMs, wallet }: ReportData): boolean {
  return nowMs - (snapshot?.reading.atMs ?? account.sinceMs) > wallet.staleAfterMs;
}

/** "Mon 30 Nov, about 06:00", "about Fri 18 Dec ?", "empty" */
function dryText(snapshot: Snapshot, timeZone: string): string {
  if (datingOf(snapshot) !== 'dated') return runwayText(snapshot, timeZone).toLowerCase();
  const when = whenText(snapshot.reading.atMs, snapshot.runwayDays?.p50, timeZone);
  return snapshot.state === 'learning' ? `${when} ?` : when;
}

/** The gravest thing that was said of the balance, and whatever else stands. */
function openText(openAlerts: readonly OpenAlert[]): string {
  const [balance] = openAlerts.flatMap(({ kind, levelDays }) => {
    if (kind === 'depleted') return 'empty';
    if (kind === 'runway') return `${levelDays} d left`;
    return kind === 'floor' ? 'low' : [];
  });
  const others = openAlerts.flatMap(({ kind }) =>
    ['depleted', 'runway', 'floor'].includes(kind) ? [] : kind.replace('-', ' '),
  );
  return [...(balance === undefined ? [] : [balance]), ...others].join(', ');
}

/** "3 min", "5 h", "2 d" */
function ageText(ageMs: number): string {
  const minutes = Math.max(0, Math.round(ageMs / 60_000));
  if (minutes < 90) return `${minutes} min`;
  const hours = Math.round(minutes / 60);
  return hours < 48 ? `${hours} h` : `${Math.round(hours / 24)} d`;
}
