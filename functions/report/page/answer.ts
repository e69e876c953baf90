import type { RecordedReading } from '../../adapters/table/history-items.ts';
import type { Alert } from '../../core/alert/alert.ts';
import { isTooEarly } from '../../core/forecast/forecast.ts';
import { action, burnNumberText, MAX_DAYS_WITH_DATE } from '../../core/kinds/phrases.ts';
import { partsOf } from '../../core/ledger/spend.ts';
import { isTrouble } from '../../core/state/urgency.ts';
import { localDayAndTime } from '../../core/text/local-time.ts';
import { amountText, days, durationText, numberText } from '../../core/text/numbers.ts';
import { TOP_UP_URL } from '../../core/upcoming/purchase.ts';
import { detailsOf, resetText } from '../../core/wording/details.ts';
import { runwayText } from '../../core/wording/runway-text.ts';
import { pastResets } from '../../engine/past-resets.ts';
import type { ReportData, WalletReport } from '../report-data.ts';
import { type Html, html } from './html.ts';
import { haveMonthlyPart, pastResetText } from './resets.ts';
import { currentMute } from './snooze-form.ts';

/** The first screen: when does it run out, how sure is that, what is to be done. */
export function answer(data: ReportData): Html {
  const { wallet, nowMs, timeZone } = data;
  const latest = wallet.readings.at(-1);
  if (latest === undefined) {
    return html`<section class="answer"><h1>SmartlyQ wallet ${wallet.name}: no reading yet</h1>
<p class="todo">The first poll writes here. If it does not within a quarter of an hour, run <code>npm run -s runway -- doctor</code>.</p></section>`;
  }
  const alert = asAlert(latest, wallet);
  const inTrouble = isTrouble(latest, wallet.levelsDays);
  const likely = detailsOf(alert, timeZone).find(({ label }) => label === 'Likely')?.text;
  const ageMs = nowMs - latest.reading.atMs;
  return html`<section class="answer" aria-labelledby="answer">
<p class="wallet"><span>SmartlyQ wallet ${wallet.name}</span><span class="read">read <time datetime="${new Date(latest.reading.atMs).toISOString()}">${localDayAndTime(latest.reading.atMs, timeZone)}</time> (${timeZone}), ${ageMs < 90_000 ? 'a moment' : durationText(ageMs)} ago</span></p>
${ageMs > wallet.staleAfterMs ? html`<p class="stale"><strong>No reading since ${localDayAndTime(latest.reading.atMs, timeZone)}.</strong> What follows is what was known then.</p>` : undefined}
<h1 id="answer">${runwayText(latest, timeZone)}</h1>
${likely === undefined ? undefined : html`<p class="likely-text">Likely ${likely}.</p>`}
<p class="todo">${inTrouble ? html`<strong>${action(alert, timeZone)}</strong> ${fixText(alert, timeZone)}` : quietText(latest, wallet)}</p>
${actions(inTrouble, data.canSnooze)}${currentMute(data)}
<dl class="figures"><div><dt>Left</dt><dd>${amountText(latest.reading.balance)}</dd></div><div><dt>Burning a day</dt><dd>${burnNumberText(latest.burnPerDay, latest.state, latest.reading.balance.currency)} <small>${latest.reading.balance.currency}</small></dd></div><div><dt>Days left</dt><dd>${daysLeft(latest)}</dd></div></dl>
${partsText(data)}</section>`;
}

function actions(inTrouble: boolean, canSnooze: boolean): Html | undefined {
  if (!inTrouble && !canSnooze) return undefined;
  return html`<p class="actions">${inTrouble ? html`<a class="button" href="${TOP_UP_URL}" rel="noreferrer">Top up</a>` : undefined}${canSnooze ? html`<a class="button second" href="#snooze">Quiet for a while</a>` : undefined}</p>`;
}

function quietText(
  latest: RecordedReading,
  { levelsDays, firingLevels = [] }: WalletReport,
): string {
  if (isTooEarly(latest)) return 'Still learning how this wallet spends.';
  // A level that was notified and has not armed again says nothing more.
  const first = levelsDays.find((level) => !firingLevels.includes(level));
  return first === undefined
    ? 'Nothing to do.'
    : `Nothing to do now: you hear of it ${firingLevels.length > 0 ? 'again ' : ''}at ${days(first)} left.`;
}

function fixText(alert: Alert, timeZone: string): string {
  const text = detailsOf(alert, timeZone).find(({ label }) => label === 'To fix it')?.text;
  return text === undefined ? '' : `${text}.`;
}

/** What is bought and what comes with the plan; and what the plan takes back. */
function partsText({ wallet: { readings, reset }, timeZone }: ReportData): Html | undefined {
  const reading = readings.at(-1)?.reading;
  if (reading === undefined || !(reset || haveMonthlyPart(readings))) return undefined;
  const parts = partsOf(reading);
  if (parts === undefined) return undefined;
  const { currency } = reading.balance;
  const said = (value: number) => `${numberText(value, currency)} ${currency}`;
  const of =
    parts.monthly > 0
      ? `${said(parts.monthly)} of it are monthly credits, ${said(parts.purchased)} purchased.`
      : 'All of it is purchased: the monthly credits are used up.';
  const next = reset && ` Reset ${resetText(reset, currency, timeZone)}.`;
  const last = pastResets(readings).at(-1);
  const past = last && ` Last ${pastResetText(last, timeZone)}.`;
  return html`<p class="parts">${of}${next}${past}</p>
`;
}

function daysLeft({ runwayDays, state }: RecordedReading): string {
  if (state === 'empty') return '0';
  if (runwayDays === null) return '–';
  const { p50 } = runwayDays;
  if (p50 > MAX_DAYS_WITH_DATE) return `> ${MAX_DAYS_WITH_DATE}`;
  return p50 < 10 ? p50.toFixed(1) : String(Math.round(p50));
}

/** The core words balances and dates for alerts; a page says the same in the same words. */
function asAlert(
  { reading, burnPerDay, runwayDays, state, isFromLog }: RecordedReading,
  { purchase }: WalletReport,
): Alert {
  const { balance } = reading;
  const facts = { balance, burnPerDay, forecastState: state, runwayDays, isFromLog };
  return {
    kind: 'runway',
    severity: 'info',
    atMs: reading.atMs,
    reason: '',
    facts: { ...facts, ...(purchase && { purchase }) },
  };
}
