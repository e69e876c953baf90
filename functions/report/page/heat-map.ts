import { max } from 'd3-array';
import { scaleQuantize } from 'd3-scale';
import { HOUR_MS } from '../../core/ledger/durations.ts';
import { numberText } from '../../core/text/numbers.ts';
import type { ReportData, WalletReport } from '../report-data.ts';
import { type Html, html, trusted } from './html.ts';
import { short } from './plot.ts';
import { zoneOffsetMs } from './zone.ts';

const WEEKDAYS = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];
const SHADES = [0.04, 0.16, 0.3, 0.46, 0.64, 0.82, 1];
const ROW_HEIGHT = 22;
const COLUMN_WIDTH = 1_000 / 24;

/** A mean spend an hour for each hour of the week; NaN where no such hour is known. */
type Week = readonly (readonly number[])[];

/** When the money goes: the last four weeks, by local hour and weekday. */
export function heatMap({ wallet, timeZone }: ReportData): Html {
  const week = weekOf(wallet, timeZone);
  const currency = wallet.readings.at(-1)?.reading.balance.currency ?? '';
  const highest = max(week.flat().filter((value) => !Number.isNaN(value))) ?? 0;
  if (highest === 0) return html`<p class="quiet">No spend seen in the last four weeks.</p>`;
  const shade = scaleQuantize([0, highest], SHADES);
  // One path a shade: a rectangle for each of 168 hours would be four times as long.
  const cells = SHADES.map((opacity) => {
    const drawn = week.flatMap((hours, day) =>
      hours.map((value, hour) =>
        shade(value) === opacity && !Number.isNaN(value)
          ? `M${short(hour * COLUMN_WIDTH)} ${day * ROW_HEIGHT}h${short(COLUMN_WIDTH)}v${ROW_HEIGHT}h-${short(COLUMN_WIDTH)}z`
          : '',
      ),
    );
    return html`<path class="hours" fill-opacity="${opacity}" d="${drawn.join('')}"/>`;
  });
  const height = 7 * ROW_HEIGHT;
  const grid = {
    unit: currency,
    rows: WEEKDAYS,
    rowHeight: ROW_HEIGHT,
    values: week.map((hours) =>
      hours.map((value) => (Number.isNaN(value) ? null : Number(short(value)))),
    ),
  };
  return html`<figure class="chart heat" data-grid="${JSON.stringify(grid)}">
<figcaption><span>Mean spend an hour in ${currency}, last four weeks, ${timeZone}</span></figcaption>
<div class="heat-map"><div class="weekdays" aria-hidden="true">${WEEKDAYS.map((name) => html`<span>${name.slice(0, 3)}</span>`)}</div><div class="canvas" data-label="Mean spend by hour and weekday"><svg width="100%" height="${height + 22}" role="img" aria-label="Mean spend by hour and weekday; the table of hours has the figures"><svg class="plot" viewBox="0 0 1000 ${height}" preserveAspectRatio="none" width="100%" height="${height}">${cells}<rect class="cell" width="${short(COLUMN_WIDTH)}" height="${ROW_HEIGHT}" visibility="hidden"/></svg><g aria-hidden="true">${[0, 6, 12, 18].map((hour) => html`<text class="tick" x="${short((hour * COLUMN_WIDTH) / 10)}%" y="${height + 16}">${String(hour).padStart(2, '0')}:00</text>`)}</g></svg><output class="readout" hidden></output></div></div>
<details><summary>Hours as a table</summary><div class="scroll" tabindex="0" role="region" aria-label="Mean spend by hour and weekday"><table class="dense"><thead><tr><th scope="col">Hour</th>${WEEKDAYS.map((name) => html`<th scope="col">${name.slice(0, 3)}</th>`)}</tr></thead><tbody>${Array.from({ length: 24 }, (_, hour) => html`<tr><th scope="row">${String(hour).padStart(2, '0')}:00</th>${week.map((hours) => html`<td>${cellText(hours[hour], currency)}</td>`)}</tr>`)}</tbody></table></div></details>
</figure>
`;
}

function cellText(value: number | undefined, currency: string): Html {
  if (value === undefined || Number.isNaN(value)) return trusted('–');
  return html`${numberText(value, currency)}`;
}

function weekOf({ spend: memory }: WalletReport, timeZone: string): Week {
  const sums = Array.from({ length: 7 }, () => new Float64Array(24));
  const counts = Array.from({ length: 7 }, () => new Float64Array(24));
  if (memory === undefined) return sums.map((row) => [...row]);
  const { closed, lastAtMs } = memory;
  const openMs = Math.floor(lastAtMs / HOUR_MS) * HOUR_MS;
  closed.forEach((spend, at) => {
    if (Number.isNaN(spend)) return;
    const atMs = openMs - (closed.length - at) * HOUR_MS;
    const wall = new Date(atMs + zoneOffsetMs(atMs, timeZone));
    const day = (wall.getUTCDay() + 6) % 7;
    const hour = wall.getUTCHours();
    const [sum, count] = [sums[day], counts[day]];
    if (sum === undefined || count === undefined) return;
    sum[hour] = (sum[hour] ?? 0) + spend;
    count[hour] = (count[hour] ?? 0) + 1;
  });
  return sums.map((row, day) =>
    [...row].map((sum, hour) => sum / (counts[day]?.[hour] || Number.NaN)),
  );
}
