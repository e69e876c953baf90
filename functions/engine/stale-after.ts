/** So many polls may fail before a reading is called old. */
export const STALE_POLLS = 4;

export function staleAfterMs(pollMinutes: number): number {
  return Math.max(60, STALE_POLLS * pollMinutes) * 60_000;
}
