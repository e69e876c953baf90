import { utcTicks } from 'd3-time';
import { DAY_MS } from '../../core/ledger/durations.ts';
import { zoneOffsetMs } from './zone.ts';

export interface Span {
  readonly fromMs: number;
  readonly toMs: number;
}

export interface TimeTick {
  readonly atMs: number;
  readonly label: string;
}

const WEEKDAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** About `count` ticks at round times of the reader's wall clock. */
export function timeTicks({ fromMs, toMs }: Span, timeZone: string, count: number): TimeTick[] {
  const wall = (atMs: number) => new Date(atMs + zoneOffsetMs(atMs, timeZone));
  const ticks = utcTicks(wall(fromMs), wall(toMs), count);
  const stepMs = (ticks[1]?.getTime() ?? 0) - (ticks[0]?.getTime() ?? 0);
  return ticks.map((tick) => {
    // The offset around the tick itself: between the ends the clocks may change.
    const atMs =
      tick.getTime() - zoneOffsetMs(tick.getTime() - zoneOffsetMs(fromMs, timeZone), timeZone);
    return { atMs, label: labelOf(tick, stepMs) };
  });
}

function labelOf(wall: Date, stepMs: number): string {
  const isMidnight = wall.getUTCHours() === 0 && wall.getUTCMinutes() === 0;
  if (!isMidnight) return wall.toISOString().slice(11, 16);
  const month = MONTHS[wall.getUTCMonth()];
  const day = wall.getUTCDate();
  if (stepMs < 2 * DAY_MS) return `${WEEKDAYS[wall.getUTCDay()]} ${day}`;
  if (stepMs < 28 * DAY_MS) return `${day} ${month}`;
  return wall.getUTCMonth() === 0 ? String(wall.getUTCFullYear()) : `${month}`;
}
