import { forecast } from '../../functions/core/forecast/forecast.ts';
import {
  type Alerter,
  type AlertFigures,
  alertFiguresOf,
  LEVELS_DAYS,
  type LevelDays,
  projectAlerter,
  RULE_OF_THUMB,
  type SimpleRule,
  shareAlerter,
  simpleAlerter,
  simulateAlerts,
} from './alert-simulation.ts';
import { type Case, casesOf, farCasesOf, type Protocol } from './cases.ts';
import { type Answer, type Forecaster, historyOf, knownAt, peers, project } from './forecasters.ts';
import { biasOf, type Figures, figuresOf, type Scored, scoreOf } from './score.ts';
import { STRATA, type Stratum, type Trace } from './traces.ts';

export type ByStratum<T> = Readonly<Record<'all' | Stratum, T>>;

export type ByProtocol = Readonly<Record<Protocol, ByStratum<Figures>>>;

export interface Results {
  readonly traces: number;
  readonly accuracy: readonly { name: string; by: ByProtocol }[];
  /** As if the wallet had only been watched for so long. */
  readonly coldStart: readonly { name: string; hours: number; P1: Figures; P2: Figures }[];
  /** Balances of 10 to 28 days on the long traces; `bias` is the mean of ln(predicted ÷ true). */
  readonly far: readonly { name: string; figures: Figures; bias: number }[];
  /** Of all four protocols, each weighing the same: how often the truth lay in p10 … p90, by the state that was told. */
  readonly states: readonly { state: string; share: number; inside: number }[];
  readonly alerts: readonly {
    name: string;
    levelDays: LevelDays;
    figures: ByStratum<AlertFigures>;
  }[];
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
  const cold = cases.filter(
    ({ hour, protocol }) =>
      hour % COLD_START_EVERY_HOURS === 0 && (protocol === 'P1' || protocol === 'P2'),
  );
  const total =
    cases.length + cold.length + alerters().length * traces.length * COLD_START_EVERY_HOURS;
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
  const alerts = alerters().flatMap(({ name, of }) => {
    const depletions = traces.flatMap((trace, index) => {
      const seen = simulateAlerts(trace, index, (credits) => of(trace, credits));
      advance(COLD_START_EVERY_HOURS);
      return seen;
    });
    return LEVELS_DAYS.map((levelDays) => ({
      name,
      levelDays,
      figures: byStratum(traces, depletions, (some) => alertFiguresOf(some, levelDays)),
    }));
  });
  progress(1);
  return {
    traces: traces.length,
    accuracy: scored.map(({ name, scores }) => {
      const of = (protocol: Protocol) =>
        byStratum(
          traces,
          scores.filter((_, at) => cases[at]?.protocol === protocol),
          figuresOf,
        );
      return { name, by: { P1: of('P1'), P2: of('P2'), P3: of('P3'), near: of('near') } };
    }),
    coldStart,
    far,
    states: statesOf(scored[0]?.scores ?? [], cases),
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
  const twoHours = { ...RULE_OF_THUMB, confirmHours: () => 2 };
  const isCertain = ({ p90 }: Answer, hours: number) => p90 !== undefined && p90 <= hours;
  const mayBe = (answer: Answer, hours: number) =>
    p50(answer, hours) || 3 * (answer.p10 ?? 0) <= hours;
  const lastDayAtOnce = (levelDays: LevelDays) => (levelDays === 1 ? 0 : 2);
  const rules: [string, SimpleRule][] = [
    ['p50 at once', RULE_OF_THUMB],
    ['p50 for 2 h', twoHours],
    ['p50 for 2 h or p90 at once', { ...twoHours, isCertain }],
    ['the same, the last day at once', { ...twoHours, isCertain, confirmHours: lastDayAtOnce }],
    [
      'the same, all again above 2 ×',
      { ...twoHours, isCertain, confirmHours: lastDayAtOnce, rearm: 2 },
    ],
    ['p50 for 6 h', { ...RULE_OF_THUMB, confirmHours: () => 6 }],
    ['p50 for 2 h, again above 1.25 ×', { ...twoHours, rearm: 1.25 }],
    ['p50 or 3 × p10 for 2 h', { ...twoHours, isUnder: mayBe }],
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

/** Every series weighs the same in every protocol, so a state weighs as often as a wallet is in it. */
function statesOf(scores: readonly Scored[], cases: readonly Case[]): Results['states'] {
  const groupOf = (at: number) => `${cases[at]?.protocol}/${cases[at]?.trace}`;
  const sizes = new Map<string, number>();
  scores.forEach((_, at) => {
    sizes.set(groupOf(at), (sizes.get(groupOf(at)) ?? 0) + 1);
  });
  const weighted = scores.map((score, at) => ({
    ...score,
    weight: 1 / ((sizes.get(groupOf(at)) as number) * sizes.size),
  }));
  const states = [...new Set(scores.map(({ state }) => state ?? 'none'))].toSorted();
  return states.map((state) => {
    const notified = weighted.filter((score) => score.state === state);
    const share = notified.reduce((sum, { weight }) => sum + weight, 0);
    const inside = notified.reduce((sum, { weight, isInside }) => sum + (isInside ? weight : 0), 0);
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
