import { forecast } from '../../functions/core/forecast.ts';
import {
  type Alerter,
  type AlertFigures,
  alertFiguresOf,
  LEVEL_HOURS,
  projectAlerter,
  RULE_OF_THUMB,
  type SimpleRule,
  shareAlerter,
  simpleAlerter,
  simulateAlerts,
} from './alert-simulation.ts';
import { type Case, casesOf, farCasesOf } from './cases.ts';
import { type Answer, type Forecaster, historyOf, knownAt, peers, project } from './forecasters.ts';
import { biasOf, type Figures, figuresOf, type Scored, scoreOf } from './score.ts';
import { STRATA, type Stratum, type Trace } from './traces.ts';

export type ByStratum<T> = Readonly<Record<'all' | Stratum, T>>;

export interface Results {
  readonly traces: number;
  readonly accuracy: readonly { name: string; P1: ByStratum<Figures>; P2: ByStratum<Figures> }[];
  /** As if the wallet had only been watched for so long. */
  readonly coldStart: readonly { name: string; hours: number; P1: Figures; P2: Figures }[];
  /** Balances of 10 to 28 days on the long traces; `bias` is the mean of ln(predicted ÷ true). */
  readonly far: readonly { name: string; figures: Figures; bias: number }[];
  /** Of P1 and P2 together: how often the truth lay in p10 … p90, by the state that was told. */
  readonly states: readonly { state: string; share: number; inside: number }[];
  readonly alerts: readonly { name: string; figures: ByStratum<AlertFigures> }[];
  /** From 28 days of hourly spend to a forecast, milliseconds, median. */
  readonly forecastMs: number;
}

const COLD_START_HOURS = [6, 12, 24, 48];
/** Every fourth decision, so once a day, is enough to see how a wallet starts. */
const COLD_START_EVERY_HOURS = 24;

/** @param progress is told how much is done, 0 … 1. */
export function runBench(traces: readonly Trace[], progress: (done: number) => void): Results {
  const forecasters = [project, ...peers];
  const cases = casesOf(traces);
  const cold = cases.filter(({ hour }) => hour % COLD_START_EVERY_HOURS === 0);
  const total = cases.length + cold.length + 14 * traces.length * COLD_START_EVERY_HOURS;
  let done = 0;
  const advance = (by: number) => {
    done += by;
    progress(Math.min(1, done / total));
  };

  const scored = forecasters.map((forecaster) => {
    const scores = ask(forecaster, traces, cases);
    advance(cases.length / forecasters.length);
    return { name: forecaster.name, scores };
  });
  const coldStart = COLD_START_HOURS.flatMap((hours) =>
    forecasters.map((forecaster) => {
      const scores = ask(forecaster, traces, cold, hours);
      advance(cold.length / forecasters.length / COLD_START_HOURS.length);
      const of = (protocol: Case['protocol']) =>
        figuresOf(scores.filter((_, at) => cold[at]?.protocol === protocol));
      return { name: forecaster.name, hours, P1: of('P1'), P2: of('P2') };
    }),
  );
  const farCases = farCasesOf(traces);
  const far = forecasters.map((forecaster) => {
    const scores = ask(forecaster, traces, farCases);
    return { name: forecaster.name, figures: figuresOf(scores), bias: biasOf(scores) };
  });
  const alerts = alerters().map(({ name, of }) => {
    const depletions = traces.flatMap((trace, index) => {
      const seen = simulateAlerts(trace, index, (credits) => of(trace, credits));
      advance(COLD_START_EVERY_HOURS);
      return seen;
    });
    const figures = byStratum(traces, depletions, alertFiguresOf);
    return { name, figures };
  });
  progress(1);
  return {
    traces: traces.length,
    accuracy: scored.map(({ name, scores }) => {
      const of = (protocol: Case['protocol']) =>
        byStratum(
          traces,
          scores.filter((_, at) => cases[at]?.protocol === protocol),
          figuresOf,
        );
      return { name, P1: of('P1'), P2: of('P2') };
    }),
    coldStart,
    far,
    states: statesOf(scored[0]?.scores ?? []),
    alerts,
    forecastMs: medianForecastMs(traces),
  };
}

function ask(
  forecaster: Forecaster,
  traces: readonly Trace[],
  cases: readonly Case[],
  maxHours?: number,
): Scored[] {
  let last: { key: string; answer: ReturnType<Forecaster['prepare']> } | undefined;
  return cases.map((asked) => {
    const key = `${asked.trace}/${asked.hour}`;
    if (last?.key !== key) {
      const known = knownAt(traces[asked.trace] as Trace, asked.hour, maxHours);
      last = { key, answer: forecaster.prepare(known) };
    }
    return scoreOf(asked, last.answer(asked.balance));
  });
}

function alerters(): { name: string; of: (trace: Trace, packageCredits: number) => Alerter }[] {
  const p50 = RULE_OF_THUMB.isUnder;
  const isCertain = ({ p90 }: Answer) => p90 !== undefined && p90 <= LEVEL_HOURS;
  const mayBe = (answer: Answer) => p50(answer) || 3 * (answer.p10 ?? 0) <= LEVEL_HOURS;
  const rules: [string, SimpleRule][] = [
    ['p50 at once', RULE_OF_THUMB],
    ['p50 for 2 h', { ...RULE_OF_THUMB, confirmHours: 2 }],
    ['p50 for 2 h or p90 at once', { ...RULE_OF_THUMB, confirmHours: 2, isCertain }],
    ['p50 for 6 h', { ...RULE_OF_THUMB, confirmHours: 6 }],
    ['p50 for 2 h, again above 1.25 ×', { ...RULE_OF_THUMB, confirmHours: 2, rearm: 1.25 }],
    ['p50 or 3 × p10 for 2 h', { ...RULE_OF_THUMB, confirmHours: 2, isUnder: mayBe }],
  ];
  const simple = (forecaster: Forecaster, rule: SimpleRule) => (trace: Trace) =>
    simpleAlerter(trace, forecaster, rule);
  return [
    { name: project.name, of: () => projectAlerter() },
    ...rules.map(([name, rule]) => ({ name: `rule: ${name}`, of: simple(project, rule) })),
    ...peers.map((peer) => ({ name: peer.name, of: simple(peer, RULE_OF_THUMB) })),
    { name: '20 % of the package left', of: (_, credits) => shareAlerter(0.2, credits) },
    { name: '50 % of the package left', of: (_, credits) => shareAlerter(0.5, credits) },
  ];
}

function byStratum<S extends { readonly trace: number }, T>(
  traces: readonly Trace[],
  scores: readonly S[],
  of: (scores: readonly S[]) => T,
): ByStratum<T> {
  const strata = STRATA.map((stratum) => [
    stratum,
    of(scores.filter(({ trace }) => traces[trace]?.stratum === stratum)),
  ]);
  return { all: of(scores), ...Object.fromEntries(strata) };
}

/** Every series weighs the same over all its cases, so a state weighs as often as a wallet is in it. */
function statesOf(scores: readonly Scored[]): Results['states'] {
  const cases = new Map<number, number>();
  for (const { trace } of scores) cases.set(trace, (cases.get(trace) ?? 0) + 1);
  const weightOf = ({ trace }: Scored) => 1 / ((cases.get(trace) as number) * cases.size);
  const states = [...new Set(scores.map(({ state }) => state ?? 'none'))].toSorted();
  return states.map((state) => {
    const told = scores.filter((score) => score.state === state);
    const share = told.reduce((sum, score) => sum + weightOf(score), 0);
    const inside = told
      .filter(({ isInside }) => isInside)
      .reduce((sum, score) => sum + weightOf(score), 0);
    return { state, share, inside: inside / share };
  });
}

function medianForecastMs(traces: readonly Trace[]): number {
  const longest = traces.toSorted((a, b) => b.spend.length - a.spend.length)[0] as Trace;
  const known = knownAt(longest, longest.spend.length);
  const history = historyOf(known);
  const balance = 3 * longest.meanPerDay;
  const times = Array.from({ length: 2000 }, () => {
    const startedMs = performance.now();
    forecast({ balance, emptyAt: 0, history, nowMs: known.nowMs });
    return performance.now() - startedMs;
  }).toSorted((a, b) => a - b);
  return times[times.length >> 1] as number;
}
