import type { Case } from './cases.ts';
import type { Answer } from './forecasters.ts';

/** One answer, measured. */
export interface Scored {
  readonly trace: number;
  /** ln(predicted ÷ true) of p50; 0 where a later answer outlives the trace too. */
  readonly error: number;
  /** Whether the truth lay in p10 … p90; absent where no interval was given. */
  readonly isInside?: boolean;
  /** Mean of the three quantiles' losses, in ln hours. */
  readonly pinball?: number;
  readonly state?: string;
}

export interface Figures {
  readonly cases: number;
  /** Of |ln(predicted ÷ true)|. */
  readonly median: number;
  readonly p90: number;
  /** Mean, each error capped at 3. */
  readonly mae: number;
  /** Share that promised more than twice the true time. */
  readonly tooOptimistic: number;
  readonly coverage?: number;
  readonly pinball?: number;
}

const MIN_HOURS = 0.25;
const MAX_HOURS = 60 * 24;
const MAX_ERROR = 3;

export function scoreOf(asked: Case, answer: Answer): Scored {
  const error = logRatio(answer.p50, asked);
  const { p10, p90, state } = answer;
  const common = { trace: asked.trace, error, state };
  if (p10 === undefined || p90 === undefined) return common;
  const isInside =
    asked.trueHours <= clip(p90) && (asked.isCensored || clip(p10) <= asked.trueHours);
  const loss = (quantile: number, hours: number): number => {
    const above = logRatio(hours, asked);
    return above > 0 ? (1 - quantile) * above : -quantile * above;
  };
  return {
    ...common,
    isInside,
    pinball: (loss(0.1, p10) + loss(0.5, answer.p50) + loss(0.9, p90)) / 3,
  };
}

/** Every series weighs the same, however many cases it has. */
export function figuresOf(scored: readonly Scored[]): Figures {
  const perTrace = new Map<number, number>();
  for (const { trace } of scored) perTrace.set(trace, (perTrace.get(trace) ?? 0) + 1);
  const weighted = scored.map((score) => ({
    ...score,
    size: Math.abs(score.error),
    weight: 1 / ((perTrace.get(score.trace) as number) * perTrace.size),
  }));
  const mean = (value: (score: (typeof weighted)[number]) => number): number =>
    weighted.reduce((sum, score) => sum + score.weight * value(score), 0);
  const bySize = weighted.toSorted((a, b) => a.size - b.size);
  const quantile = (share: number): number => {
    let seen = 0;
    for (const { size, weight } of bySize) {
      seen += weight;
      if (seen >= share) return size;
    }
    return bySize.at(-1)?.size ?? Number.NaN;
  };
  const hasIntervals = scored.some((score) => score.isInside !== undefined);
  return {
    cases: scored.length,
    median: quantile(0.5),
    p90: quantile(0.9),
    mae: mean(({ size }) => Math.min(size, MAX_ERROR)),
    tooOptimistic: mean(({ error }) => (error > Math.LN2 ? 1 : 0)),
    ...(hasIntervals && {
      coverage: mean(({ isInside }) => (isInside ? 1 : 0)),
      pinball: mean(({ pinball }) => pinball ?? MAX_ERROR),
    }),
  };
}

/** Mean error of a series, over all series: below 0 where the forecasts are too early. */
export function biasOf(scored: readonly Scored[]): number {
  const byTrace = Map.groupBy(scored, ({ trace }) => trace);
  const means = [...byTrace.values()].map(
    (scores) => scores.reduce((sum, { error }) => sum + error, 0) / scores.length,
  );
  return means.reduce((sum, mean) => sum + mean, 0) / means.length;
}

function logRatio(hours: number, { trueHours, isCensored }: Case): number {
  const error = Math.log(clip(hours) / clip(trueHours));
  return isCensored ? Math.min(0, error) : error;
}

function clip(hours: number): number {
  return Math.min(MAX_HOURS, Math.max(MIN_HOURS, hours));
}
