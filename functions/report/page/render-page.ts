import { createHash } from 'node:crypto';
import { runwayText } from '../../core/wording/runway-text.ts';
import type { ReportData } from '../report-data.ts';
import { alertList } from './alert-list.ts';
import { answer } from './answer.ts';
import { balanceChart } from './balance-chart.ts';
import { BEHAVIOUR } from './behaviour.ts';
import { figures } from './figures.ts';
import { heatMap } from './heat-map.ts';
import { type Html, html, trusted } from './html.ts';
import { pastForecasts } from './past-forecasts.ts';
import { defaultRange, RANGE_LABELS, RANGES } from './ranges.ts';
import { ranking } from './ranking.ts';
import { snoozeForm } from './snooze-form.ts';
import { spendChart } from './spend-chart.ts';
import { spentOn } from './spent-on.ts';
import { STYLE } from './style.ts';
import { subAccounts } from './sub-accounts.ts';

function sha256(text: string): string {
  return `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
}

/**
 * What the page may do: apply its one style, run its one script, post its form back. It asks nobody for anything.
 * As a header also against framing; a file carries the same in its head, where `frame-ancestors` has no meaning.
 */
export const PAGE_POLICY = `default-src 'none'; style-src ${sha256(STYLE)}; script-src ${sha256(BEHAVIOUR)}; form-action 'self'; base-uri 'none'`;

/** The whole page: one file, no request to anybody. */
export function renderPage(data: ReportData): string {
  const { wallet } = data;
  const latest = wallet.readings.at(-1);
  const said = latest === undefined ? 'no reading yet' : runwayText(latest, data.timeZone);
  return document(
    html`${wallet.name}: ${said} – SmartlyQ`,
    html`<main>
${answer(data)}
${data.ranking === undefined ? undefined : section('All wallets', ranking(data))}
${data.subAccounts === undefined ? undefined : section('Sub-accounts', subAccounts(data, data.subAccounts))}
${latest === undefined ? undefined : history(data)}
</main>
<footer><p>Times are of ${data.timeZone}${data.timeZone === 'UTC' ? undefined : html`, days of UTC`}. Made by smartlyq-runway at ${new Date(data.nowMs).toISOString().slice(0, 16).replace('T', ' ')} UTC.</p></footer>`,
  );
}

/** A page that only says something. */
export function renderNotice(title: string, text: string): string {
  return document(
    html`${title}`,
    html`<main><section class="answer"><h1>${title}</h1><p>${text}</p></section></main>`,
  );
}

function history(data: ReportData): Html {
  const shownFirst = defaultRange(data.wallet);
  const parts = spentOn(data);
  return html`<section aria-labelledby="over-time"><h2 id="over-time">Over time</h2>
<fieldset><legend class="vh">Time shown</legend>${RANGES.map((range) => html`<label><input type="radio" name="range" id="range-${range}"${trusted(range === shownFirst ? ' checked' : '')}>${RANGE_LABELS[range]}</label>`)}</fieldset>
${RANGES.map((range) => balanceChart(data, range))}${RANGES.map((range) => spendChart(data, range))}</section>
<div class="pair">${section('When it is spent', heatMap(data))}${section('Past forecasts', pastForecasts(data))}</div>
${parts && section('What it is spent on', parts)}
${data.canSnooze ? section('Quiet for a while', snoozeForm(data), 'snooze') : undefined}
${section('Alerts', alertList(data))}
${section('Figures', figures(data))}`;
}

function section(
  title: string,
  content: Html,
  id = title.toLowerCase().replaceAll(' ', '-'),
): Html {
  return html`<section id="${id}" aria-labelledby="${id}-title"><h2 id="${id}-title">${title}</h2>${content}</section>`;
}

function document(title: Html, body: Html): string {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${PAGE_POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex, nofollow">
<meta name="referrer" content="no-referrer">
<meta name="color-scheme" content="light dark">
<title>${title}</title>
<style>${trusted(STYLE)}</style>
</head>
<body>
${body}
<script>${trusted(BEHAVIOUR)}</script>
</body>
</html>
`.markup;
}
