import { type ScaleLinear, scaleLinear } from 'd3-scale';
import { type Html, html } from './html.ts';
import { type Span, timeTicks } from './time-axis.ts';

/** A plot is as wide as its place; across it lengths are in thousandths of that, down it in pixels. */
export const WIDTH = 1_000;
const TOP = 20;
const BOTTOM = 26;

export interface Scales {
  readonly height: number;
  readonly x: ScaleLinear<number, number>;
  readonly y: ScaleLinear<number, number>;
}

export function scalesOf(span: Span, values: readonly number[], height: number): Scales {
  const low = Math.min(0, ...values);
  const high = Math.max(low + 1e-9, ...values);
  return {
    height,
    x: scaleLinear([span.fromMs, span.toMs], [0, WIDTH]),
    y: scaleLinear([low, high], [height - BOTTOM, TOP]).nice(4),
  };
}

/** "37.25%": places what must keep its shape, such as text and dots. */
export function across(scales: Scales, atMs: number): string {
  return `${short((scales.x(atMs) ?? 0) / 10)}%`;
}

/** Two decimals at most: a hundredth of a pixel is seen by nobody, and every digit is sent. */
export function short(value: number): string {
  return String(Math.round(value * 100) / 100);
}

/** One decimal a coordinate, for paths of hundreds of points. */
export const PATH_DIGITS = 1;

export interface TimeLabels {
  /** About how many fit. @default 8 */
  readonly count?: number;
  /** For bars: from a bar's beginning to its middle. @default 0 */
  readonly shiftMs?: number;
}

/** Lines at round values, and the times below. */
export function axes(
  scales: Scales,
  span: Span,
  timeZone: string,
  { count = 8, shiftMs = 0 }: TimeLabels = {},
): Html {
  const { y, height } = scales;
  const lines = y.ticks(4).map((value) => {
    const at = short(y(value) ?? 0);
    return html`<line class="grid" x1="0" x2="100%" y1="${at}" y2="${at}"/>`;
  });
  const times = timeTicks(span, timeZone, count).flatMap(({ atMs, label }, at) => {
    const share = (atMs + shiftMs - span.fromMs) / (span.toMs - span.fromMs);
    // A label at the very edge would be cut.
    if (share < 0.03 || share > 0.97) return [];
    // A phone has room for half of them.
    return html`<text class="tick time${at % 2 === 1 ? ' odd' : ''}" x="${across(scales, atMs + shiftMs)}" y="${height - 8}">${label}</text>`;
  });
  return html`<g aria-hidden="true">${lines}${times}</g>`;
}

/** The values of those lines; beside the plot, so that nothing is drawn over them. */
export function valueAxis({ y, height }: Scales): Html {
  const format = y.tickFormat(4);
  const labels = y
    .ticks(4)
    .map(
      (value) =>
        html`<text class="tick" x="100%" dx="-8" y="${short((y(value) ?? 0) + 4)}">${format(value)}</text>`,
    );
  return html`<svg class="values" width="100%" height="${height}" aria-hidden="true">${labels}</svg>`;
}

/** Everything that stretches with the width: lines and areas, never text. */
export function stretched(height: number, content: Html): Html {
  return html`<svg class="plot" viewBox="0 0 ${WIDTH} ${height}" preserveAspectRatio="none" width="100%" height="${height}">${content}</svg>`;
}
