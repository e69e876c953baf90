import { type Html, html } from './html.ts';
import { type Scales, valueAxis } from './plot.ts';

/** What the page's script needs to show values under a pointer; kept short, because there are hundreds. */
export interface Series {
  /** How a point's time is said. */
  readonly by: 'time' | 'hour' | 'day' | 'week';
  readonly unit: string;
  /** Its left and right edge, epoch milliseconds. */
  readonly span: readonly [number, number];
  /** Minutes since the left edge: for bars, of their middle. */
  readonly minutes: readonly number[];
  readonly values: readonly number[];
  /** Pixels from the top, for the dot; none where bars are. */
  readonly y?: readonly number[];
  /** Days that end before this lie in UTC. */
  readonly zone: string;
  /** Of each value, where it is known. */
  readonly purchased?: readonly (number | null)[];
  /** p10, p50, p90: minutes since the left edge and the value then; straight in between. */
  readonly fan?: readonly (readonly (readonly [number, number])[])[];
}

/** A chart with its readout: the script makes it a slider over its points, for pointer and arrow keys. */
export function chartFigure(options: {
  readonly range: string;
  readonly title: string;
  /** What is seen, in words; also what the readout shows while nothing is pointed at. */
  readonly summary: Html;
  readonly series: Series;
  readonly scales: Scales;
  readonly svg: Html;
}): Html {
  const { range, title, summary, series, scales, svg } = options;
  return html`<figure class="chart in-${range}" data-series="${JSON.stringify(series)}">
<figcaption>${summary}</figcaption>
<div class="framed">${valueAxis(scales)}<div class="canvas" data-label="${title}"><svg width="100%" height="${scales.height}" role="img" aria-label="${title}">${svg}<g class="cursor" aria-hidden="true"><line y1="0" y2="${scales.height - 24}"/><circle r="4"/></g></svg><output class="readout" hidden></output></div></div>
</figure>
`;
}
