/** In which a request names the last look of its process at the clock, in nanoseconds of the machine's steady clock. */
export const LOOKED_AT = 'x-looked-at';

/** When a process was last stopped, and when it went on, in nanoseconds. */
export interface Stop {
  readonly atNs: bigint;
  untilNs?: bigint;
}

/**
 * Whether a request that arrives now left after a stop that fell between the look at the clock and the bytes: the one
 * moment in which nothing keeps a run from sending under a lease that is over.
 */
export function isLate(lookedAt: string | undefined, stop: Stop | undefined): boolean {
  if (lookedAt === undefined || stop?.untilNs === undefined) return false;
  return BigInt(lookedAt) < stop.atNs && stop.untilNs < process.hrtime.bigint();
}
