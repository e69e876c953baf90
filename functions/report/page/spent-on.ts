import { attributionOf, type SpendPart, UNATTRIBUTED } from '../../core/attribution/attribution.ts';
import { isWhole, type LogDay } from '../../core/attribution/log-day.ts';
import { LOG_CURRENCY } from '../../core/attribution/log-ratio.ts';
import { type Dimension, joined, REST } from '../../core/attribution/logged-spend.ts';
import { usualSpendOf } from '../../core/attribution/usual-spend.ts';
import { toNumber } from '../../core/ledger/amount.ts';
import { dateOf } from '../../core/ledger/day-totals.ts';
import { DAY_MS } from '../../core/ledger/durations.ts';
import { numberText } from '../../core/text/numbers.ts';
import { changeText, partName, percentText, refusedText } from '../../core/wording/spend-parts.ts';
import type { ReportData } from '../report-data.ts';
import { csvText } from './csv.ts';
import { dataUrl } from './figures.ts';
import { type Html, html } from './html.ts';
import { axes, type Scales, scalesOf, short, stretched, valueAxis } from './plot.ts';
import { areMany } from './sub-accounts.ts';

const HEIGHT = 200;
/** As many days as the chart shows; the week's change is against the four before it. */
const SHOWN_DAYS = 28;
const WEEK_DAYS = 7;
/** Each has a shade of its own; all others are one. */
const MAX_SHADES = 4;
const MAX_ROWS = 5;
const GAP = 0.14;
const ORDER: readonly Dimension[] = ['type', 'key', 'endpoint'];

interface Day {
  readonly startMs: number;
  readonly parts: readonly SpendPart[];
}

/** What the days of the request log went to; undefined where it was not read. */
export function spentOn(data: ReportData): Html | undefined {
  const { wallet, nowMs, subAccounts } = data;
  const all = (wallet.logDays ?? []).filter(isWhole);
  const shown = all.filter(({ date }) => date >= dateOf(nowMs - SHOWN_DAYS * DAY_MS));
  if (!shown.some(({ spend }) => spend.total > 0)) return undefined;
  const currency =
    wallet.logRatio === undefined
      ? LOG_CURRENCY
      : (wallet.readings.at(-1)?.reading.balance.currency ?? LOG_CURRENCY);
  const ratio = wallet.logRatio ?? 1;
  const measured = new Map(
    wallet.days
      .filter(({ spend }) => spend.currency === currency)
      .map(({ date, spend }) => [date, toNumber(spend)]),
  );
  const split = (days: readonly LogDay[]) => {
    const whole = days.map(({ date, spend }) =>
      Math.max(measured.get(date) ?? 0, spend.total * ratio),
    );
    const window = joined(days.map(({ spend }) => spend));
    const fell = whole.reduce((sum, spend) => sum + spend, 0);
    const [fromMs, toMs] = [
      Date.parse(days[0]?.date ?? ''),
      Date.parse(days.at(-1)?.date ?? '') + DAY_MS,
    ];
    const usual = usualSpendOf({ fromMs, toMs }, all, ratio);
    return attributionOf({ window, measured: fell, currency, ratio, usual });
  };
  const days = shown.map(
    (day): Day => ({ startMs: Date.parse(day.date), parts: split([day]).by.type }),
  );
  const week = split(shown.slice(-WEEK_DAYS));
  const refusals = week.refused > 0 ? ` ${refusedText(week.refused)} for lack of credits.` : '';
  const names = split(shown)
    .by.type.map(({ name }) => name)
    .filter((name) => name !== UNATTRIBUTED && name !== REST)
    .slice(0, MAX_SHADES);
  return html`<p class="quiet">From SmartlyQ's request log, by UTC day, in ${currency}.${refusals}</p>
${chart(days, names)}
<div class="scroll" tabindex="0" role="region" aria-label="What the last week was spent on"><table><thead><tr><th scope="col">Last ${Math.min(WEEK_DAYS, shown.length)} days</th><th scope="col">Spent</th><th scope="col">Share</th><th scope="col">Change</th></tr></thead><tbody>${ORDER.flatMap((dimension) => rows(week.by[dimension], dimension, currency))}</tbody></table></div>
${areMany(subAccounts) ? undefined : html`<p class="downloads">Download <a download="${wallet.id}-spend.csv" href="${dataUrl(spendCsv(days, currency))}">what each day was spent on (CSV)</a></p>`}`;
}

/** What is not in the log is the same of each, and said once. */
function rows(parts: readonly SpendPart[], dimension: Dimension, currency: string): Html[] {
  return parts
    .filter(({ name }) => dimension === ORDER[0] || name !== UNATTRIBUTED)
    .slice(0, MAX_ROWS)
    .map(
      (part) =>
        html`<tr><th scope="row">${partName(part.name, dimension)}<td>${numberText(part.spend, currency)}<td>${percentText(part.share)}<td>${changeText(part) ?? ''}`,
    );
}

/** A bar a day, stacked by type: one path for each shade. */
function chart(days: readonly Day[], names: readonly string[]): Html {
  const first = days[0]?.startMs ?? 0;
  const span = { fromMs: first, toMs: (days.at(-1)?.startMs ?? first) + DAY_MS };
  const totals = days.map(({ parts }) => parts.reduce((sum, { spend }) => sum + spend, 0));
  const scales = scalesOf(span, totals, HEIGHT);
  const shades = [...names, 'others'];
  const paths = shades.map((_, shade) => {
    const d = days.map((day) => barOf(day, names, shade, scales)).join('');
    return html`<path class="part s${shade}" d="${d}"/>`;
  });
  const keys = shades.map(
    (name, shade) =>
      html`<span class="key"><i class="s${shade}"></i>${name === 'others' ? 'others' : partName(name, 'type')}</span>`,
  );
  const label = `Spend by day and type, ${shades.map((name) => partName(name, 'type')).join(', ')}; the table below has the figures`;
  return html`<figure class="stack"><figcaption>${keys}</figcaption><div class="framed">${valueAxis(scales)}<svg width="100%" height="${HEIGHT}" role="img" aria-label="${label}">${axes(scales, span, 'UTC', { shiftMs: DAY_MS / 2 })}${stretched(HEIGHT, html`${paths}`)}</svg></div></figure>`;
}

function barOf(
  { startMs, parts }: Day,
  names: readonly string[],
  shade: number,
  { x, y }: Scales,
): string {
  const spendOf = (at: number) =>
    parts
      .filter(({ name }) => (at < names.length ? name === names[at] : !names.includes(name)))
      .reduce((sum, { spend }) => sum + spend, 0);
  const below = names.slice(0, shade).reduce((sum, _, at) => sum + spendOf(at), 0);
  const spend = spendOf(shade);
  if (!(spend > 0)) return '';
  const [left, right] = [GAP / 2, 1 - GAP / 2].map((share) =>
    short(x(startMs + share * DAY_MS) ?? 0),
  );
  const [top, bottom] = [below + spend, below].map((value) => short(y(value) ?? 0));
  return `M${left} ${bottom}V${top}H${right}V${bottom}Z`;
}

function spendCsv(days: readonly Day[], currency: string): string {
  return csvText([
    ['date', 'type', 'spend', 'currency'],
    ...days.flatMap(({ startMs, parts }) =>
      parts.map(({ name, spend }) => [
        dateOf(startMs),
        name,
        Number(spend.toPrecision(4)),
        currency,
      ]),
    ),
  ]);
}
