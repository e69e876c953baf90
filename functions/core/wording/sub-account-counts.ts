import {
  datingOf,
  emptyAtMs,
  isFoundEmpty,
  type SubAccountSnapshot,
} from '../agency/sub-account-snapshot.ts';
import { DAY_MS } from '../ledger/durations.ts';
import { days } from '../text/numbers.ts';

/** Dated within so many days of now. */
export function countWithin(
  all: readonly SubAccountSnapshot[],
  withinDays: number,
  nowMs: number,
): number {
  return all.filter(
    ({ snapshot }) =>
      datingOf(snapshot) === 'dated' && emptyAtMs(snapshot) <= nowMs + withinDays * DAY_MS,
  ).length;
}

/** The empty ones, but for those that were found so. */
export function countEmpty(all: readonly SubAccountSnapshot[]): number {
  return all.filter((one) => datingOf(one.snapshot) === 'empty' && !isFoundEmpty(one)).length;
}

/** "3 empty; 12 run out within 7 days, 4 within 3 days, 1 within 1 day; 5 with an open alert" */
export function countsText(
  all: readonly SubAccountSnapshot[],
  levelsDays: readonly number[],
  nowMs: number,
): string {
  const empty = countEmpty(all);
  const found = all.filter(isFoundEmpty).length;
  const open = all.filter((one) => one.openAlerts.length > 0 && !isFoundEmpty(one)).length;
  const within = levelsDays
    .map((level) => ({ level, count: countWithin(all, level, nowMs) }))
    .filter(({ count }) => count > 0)
    .map(({ level, count }, at) =>
      at > 0
        ? `${count} within ${days(level)}`
        : `${count} ${count === 1 ? 'runs' : 'run'} out within ${days(level)}`,
    );
  const said = [
    ...(empty > 0 ? [`${empty} empty`] : []),
    ...(within.length > 0 ? [within.join(', ')] : []),
    ...(open > 0 ? [`${open} with an open alert`] : []),
    ...(found > 0 ? [`${found} empty since first seen`] : []),
  ];
  const [longest = 0] = levelsDays;
  return said.join('; ') || `none runs out within ${days(longest)}`;
}
