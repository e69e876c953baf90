/** Epoch milliseconds. */
export type Clock = () => number;

/** Time that runs faster than this machine's, as a simulator's does. */
export interface TimeLapse {
  /** Simulated seconds in a real one, > 0. */
  readonly speed: number;
  /** When both times were the same, epoch milliseconds. */
  readonly startMs: number;
}

/** What the simulator prints and `watch` reads, so that both live in the same time. */
export const TIME_LAPSE_VARIABLE = 'RUNWAY_TIME_LAPSE';

/** "3600@2026-11-24T15:04:05.000Z": the speed, and since when. */
export function printTimeLapse({ speed, startMs }: TimeLapse): string {
  return `${speed}@${new Date(startMs).toISOString()}`;
}

/** undefined: the variable is not set. @throws RangeError when it is malformed */
export function readTimeLapse(env: NodeJS.ProcessEnv): TimeLapse | undefined {
  const text = env[TIME_LAPSE_VARIABLE]?.trim() ?? '';
  if (text === '') return undefined;
  const [speedText = '', start = ''] = text.split('@', 2);
  const speed = Number(speedText);
  const startMs = Date.parse(start);
  if (speedText !== '' && speed > 0 && Number.isFinite(speed) && !Number.isNaN(startMs)) {
    return { speed, startMs };
  }
  throw new RangeError(
    `${TIME_LAPSE_VARIABLE} must be as the simulator prints it, such as 3600@2026-11-24T15:04:05.000Z`,
  );
}

/** This machine's time, or the simulated one. */
export function clockOf(timeLapse: TimeLapse | undefined): Clock {
  if (timeLapse === undefined) return Date.now;
  const { speed, startMs } = timeLapse;
  return () => Math.floor(startMs + (Date.now() - startMs) * speed);
}
