/** Nobody else sends what a run has leased before that run, with its timeout, is surely over. */
export const LEASE_MARGIN_MS = 5_000;

/** The time by a clock that all runs share, as well as a run knows it: no sooner and no later, epoch milliseconds. */
export interface SharedTime {
  readonly earliestMs: number;
  readonly latestMs: number;
}

/** Of runs on one machine, which have one clock. */
export function sharing(clock: () => number): () => SharedTime {
  return () => {
    const nowMs = clock();
    return { earliestMs: nowMs, latestMs: nowMs };
  };
}

/** A run that begins now may take what nobody has since `fromMs`, and has it until `untilMs`. */
export interface LeaseTerm {
  readonly fromMs: number;
  readonly untilMs: number;
}

/** However wrong a run's own clock is, two terms never overlap. */
export function leaseTerm({ earliestMs, latestMs }: SharedTime, leaseMs: number): LeaseTerm {
  return { fromMs: earliestMs, untilMs: latestMs + leaseMs };
}
