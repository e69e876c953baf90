import type { LoggedCall } from './logged-call.ts';

export const DIMENSIONS = ['endpoint', 'type', 'key'] as const;
/** What spend is split by. */
export type Dimension = (typeof DIMENSIONS)[number];

/** Spend by name, in the log's currency. */
export type SpendByName = Readonly<Record<string, number>>;

/** What the log says of a stretch of time. Of each dimension the parts add up to `total`. */
export interface LoggedSpend {
  /** In the log's currency. */
  readonly total: number;
  /** Calls that were charged. */
  readonly calls: number;
  /** Calls that were refused for lack of credits. */
  readonly refused: number;
  readonly by: Readonly<Record<Dimension, SpendByName>>;
}

/** Where the log names none. */
export const UNNAMED = '(not named)';
/** All that are not among the largest. */
export const REST = '(the rest)';

export const NO_SPEND: LoggedSpend = {
  total: 0,
  calls: 0,
  refused: 0,
  by: { endpoint: {}, type: {}, key: {} },
};

export function loggedSpendOf(calls: readonly LoggedCall[]): LoggedSpend {
  const by = { endpoint: new Map(), type: new Map(), key: new Map() };
  const sums = { total: 0, calls: 0, refused: 0 };
  for (const { cost, isRefused, endpoint, type, keyId } of calls) {
    if (isRefused) sums.refused += 1;
    if (cost === 0) continue;
    sums.total += cost;
    sums.calls += 1;
    for (const [dimension, name = UNNAMED] of [
      ['endpoint', endpoint],
      ['type', type],
      ['key', keyId],
    ] as const) {
      by[dimension].set(name, (by[dimension].get(name) ?? 0) + cost);
    }
  }
  return { ...sums, by: byDimension((dimension) => Object.fromEntries(by[dimension])) };
}

/** Of stretches that do not overlap. */
export function joined(parts: Iterable<LoggedSpend>): LoggedSpend {
  const sums = { total: 0, calls: 0, refused: 0 };
  const by = { endpoint: new Map(), type: new Map(), key: new Map() };
  for (const part of parts) {
    sums.total += part.total;
    sums.calls += part.calls;
    sums.refused += part.refused;
    for (const dimension of DIMENSIONS) {
      for (const [name, spend] of Object.entries(part.by[dimension])) {
        by[dimension].set(name, (by[dimension].get(name) ?? 0) + spend);
      }
    }
  }
  return { ...sums, by: byDimension((dimension) => Object.fromEntries(by[dimension])) };
}

/** Of each dimension the `count` largest by name, and the sum of all others as one. */
export function largest(spend: LoggedSpend, count: number): LoggedSpend {
  const cut = (parts: SpendByName): SpendByName => {
    const named = Object.entries(parts).filter(([name]) => name !== REST);
    const sorted = named.toSorted(([, a], [, b]) => b - a);
    const others = sorted.slice(count).reduce((sum, [, cost]) => sum + cost, parts[REST] ?? 0);
    return Object.fromEntries([
      ...sorted.slice(0, count),
      ...(others > 0 ? [[REST, others] as const] : []),
    ]);
  };
  return { ...spend, by: byDimension((dimension) => cut(spend.by[dimension])) };
}

function byDimension(of: (dimension: Dimension) => SpendByName): LoggedSpend['by'] {
  return { endpoint: of('endpoint'), type: of('type'), key: of('key') };
}
