import { dateOf } from '../core/ledger/day-totals.ts';
import type { WalletState } from '../core/state/wallet-state.ts';

type Facts = Readonly<Record<string, unknown>>;

/** What a use case needs of a logger; secrets never go in. */
export interface Log {
  info(message: string, facts: Facts): void;
  warn(message: string, facts: Facts): void;
  error(message: string, facts: Facts): void;
}

/** For work that must not fail a run. @returns undefined, and a warning in the log, when it fails */
export async function bestEffort<T>(
  log: Log,
  warning: string,
  facts: Facts,
  work: () => Promise<T>,
): Promise<T | undefined> {
  try {
    return await work();
  } catch (error) {
    log.warn(warning, { ...facts, error: String(error) });
    return undefined;
  }
}

/**
 * Says which parts of something from the vendor were unsound and left out. Where the vendor errs it does so in
 * every answer, so it is said once: of answers with the first reading of a UTC day, of an event when it is first
 * received, not when it is delivered again.
 * @param ignored their paths
 * @param facts whose they are
 */
export function logIgnoredFields(
  log: Pick<Log, 'warn'>,
  ignored: readonly string[],
  isFirst: boolean,
  facts: Facts,
): void {
  if (isFirst && ignored.length > 0) log.warn('ignored', { ...facts, ignored });
}

/** Nothing was read on this UTC day before. */
export function isFirstToday(state: WalletState | undefined, atMs: number): boolean {
  const lastMs = state?.series?.lastReading.atMs;
  return lastMs === undefined || dateOf(lastMs) !== dateOf(atMs);
}
