import { randomOf } from '../accuracy/random.ts';

/** Rounds of polls that are drawn; the share settles within a percent. */
const ROUNDS = 500;

export interface SweepOfPolls {
  readonly wallets: number;
  /** Scheduler spreads a round over this time; 0: all at once. */
  readonly windowSeconds: number;
  /** From start to end, whether cold or warm. */
  readonly pollSeconds: number;
}

/**
 * How many of a round's polls find no idle environment of the function and start cold: the first, and whoever
 * comes while all others are busy. It stays warm within a round, never until the next.
 * @returns 0 to 1; 1 for a single wallet
 */
export function coldShare({ wallets, windowSeconds, pollSeconds }: SweepOfPolls): number {
  const random = randomOf(wallets);
  let cold = 0;
  for (let round = 0; round < ROUNDS; round++) {
    const starts = Array.from({ length: wallets }, () => random() * windowSeconds).sort(
      (a, b) => a - b,
    );
    const busyUntil: number[] = [];
    for (const start of starts) {
      const idle = busyUntil.findIndex((until) => until <= start);
      if (idle < 0) cold += 1;
      busyUntil[idle < 0 ? busyUntil.length : idle] = start + pollSeconds;
    }
  }
  return cold / (ROUNDS * wallets);
}
