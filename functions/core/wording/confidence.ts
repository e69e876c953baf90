import type { ForecastState } from '../forecast/forecast.ts';

/**
 * How often wallets of this kind really ran out between p10 and p90: the table by state of `npm run bench:accuracy`,
 * over its four protocols. The model was fitted on the same traces, so the words round down.
 */
const MEASURED_SHARES = { steady: 0.82, bursty: 0.77, unpredictable: 0.87 } as const;

/** @param isFromLog readings alone would still be learning */
export function measuredShare(state: ForecastState, isFromLog = false): string {
  if (state === 'learning') return 'a rough guess: still learning';
  const share = MEASURED_SHARES[state === 'idle' || state === 'empty' ? 'steady' : state];
  return `${shareInWords(share)}${isFromLog ? ", from SmartlyQ's request log" : ''}`;
}

/** The largest of the usual fractions that is not above the share. */
export function shareInWords(share: number): string {
  const fractions: [number, string][] = [
    [0.9, '9 in 10'],
    [0.85, '85 in 100'],
    [0.8, '8 in 10'],
    [0.75, '3 in 4'],
    [0.7, '7 in 10'],
    [2 / 3, '2 in 3'],
  ];
  return fractions.find(([least]) => share >= least)?.[1] ?? 'about half';
}
