import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { AlertKind } from '../../../../functions/core/alert/alert.ts';
import { addFault, type FaultRun } from '../../../../functions/core/alert/fault.ts';
import { decideAlerts } from '../../../../functions/core/decide/decide-alerts.ts';
import { decideFault } from '../../../../functions/core/decide/decide-fault.ts';
import type { Forecast } from '../../../../functions/core/forecast/forecast.ts';
import {
  addIntervals,
  type HourlySpend,
  startHistory,
} from '../../../../functions/core/forecast/hourly-spend.ts';
import { severityOf } from '../../../../functions/core/kinds/index.ts';
import type { RuleInput } from '../../../../functions/core/kinds/rule.ts';
import { HOUR_MS } from '../../../../functions/core/ledger/durations.ts';
import {
  type AlertMemory,
  NOTHING_NOTIFIED,
} from '../../../../functions/core/state/wallet-state.ts';
import { POLICY, reading, START_MS } from '../../../support/falling-wallet.ts';
import { EMPTY_AT, FLOOR, ReferenceAlerts } from './reference-alerts.ts';

/** The state machine under test, with its memory and its clock. */
interface Real {
  nowMs: number;
  levels: readonly number[];
  memory: AlertMemory;
  run: FaultRun | undefined;
  lastReadMs: number | undefined;
}

type Model = ReferenceAlerts;

const labelOf = (kind: AlertKind, levelDays?: number, reminder?: number) =>
  `${reminder === undefined ? '' : 'reminder '}${kind}${levelDays === undefined ? '' : ` ${levelDays}`}`;

/** What a poll may see beside balance and date. */
interface Beside {
  readonly pace?: number;
  /** The debit comes in so many days; without it the wallet lasts so many more. */
  readonly debit?: { readonly inDays: number; readonly gainedDays: number };
  readonly recharge?: 'works' | 'no-card' | 'switched-off';
  readonly failedBill?: string;
}

/** Kinds that were said in any course. */
const saidKinds = new Set<string>();

/** Ten days of one credit an hour, then six hours of so many. */
function spentAt(pace: number | undefined): HourlySpend {
  if (pace === undefined) return startHistory(START_MS);
  const hours = Array.from({ length: 246 }, (_, hour) => ({
    toMs: START_MS + (hour + 1) * HOUR_MS,
    spend: hour < 240 ? 1 : pace,
  }));
  return addIntervals(startHistory(START_MS), hours);
}

const PROMISED = { readOn: '2026-11-02', terms: { isEnabled: true, below: 1, amount: 100 } };

function rechargeView(
  recharge: Beside['recharge'],
): Pick<RuleInput, 'recharge' | 'rechargeChange'> {
  switch (recharge) {
    case undefined:
      return {};
    case 'works':
      return { recharge: PROMISED };
    case 'no-card':
      return { recharge: { ...PROMISED, terms: { ...PROMISED.terms, hasNoCard: true } } };
    case 'switched-off':
      return {
        recharge: { ...PROMISED, terms: { isEnabled: false } },
        rechargeChange: 'switched-off',
      };
  }
}

class Poll implements fc.Command<Model, Real> {
  readonly minutes: number;
  readonly balance: number;
  readonly days: readonly [number, number, number] | undefined;
  readonly isLearning: boolean;
  readonly isTopUp: boolean;
  readonly beside: Beside;

  constructor(
    minutes: number,
    balance: number,
    days: readonly [number, number, number] | undefined,
    isLearning: boolean,
    isTopUp: boolean,
    beside: Beside = {},
  ) {
    this.minutes = minutes;
    this.balance = balance;
    this.days = days;
    this.isLearning = isLearning;
    this.isTopUp = isTopUp;
    this.beside = beside;
  }

  check(): boolean {
    return true;
  }

  run(model: Model, real: Real): void {
    real.nowMs += this.minutes * 60_000;
    const { nowMs, levels } = real;
    const isEmpty = this.balance <= EMPTY_AT;
    const [p10 = 0, p50 = 0, p90 = 0] = this.days ?? [];
    const runway = this.days === undefined || isEmpty ? undefined : { p10, p50, p90 };
    const forecast: Forecast = {
      state: isEmpty
        ? 'empty'
        : runway === undefined
          ? 'idle'
          : this.isLearning
            ? 'learning'
            : 'steady',
      runwayDays: runway ?? null,
      burnPerDay: 24,
    };
    const { balance } = reading(nowMs, this.balance);
    const { pace, recharge, failedBill } = this.beside;
    const debit = this.beside.debit && {
      atMs: nowMs + this.beside.debit.inDays * 24 * HOUR_MS,
      withoutDays: p50 + this.beside.debit.gainedDays,
    };
    const view: RuleInput = {
      nowMs,
      reading: { atMs: nowMs, balance },
      forecast,
      spend: spentAt(pace),
      ...rechargeView(recharge),
      ...(debit && { debit: { ...debit, amount: balance } }),
      ...(failedBill !== undefined && {
        event: {
          name: 'account_billing.failed' as const,
          id: 'evt_1',
          receivedAtMs: nowMs,
          period: failedBill,
        },
      }),
      policy: { ...POLICY, levelsDays: levels, floor: FLOOR, emptyAt: EMPTY_AT },
      ...(this.isTopUp && { topUp: balance }),
      ...(real.run && { ended: real.run }),
    };
    const { memory, decision } = decideAlerts(view, real.memory);
    real.memory = memory;
    real.run = undefined;
    real.lastReadMs = nowMs;
    const said = decision && labelOf(decision.kind, decision.levelDays, decision.reminder);
    const { isLearning, isTopUp } = this;
    const seen = { nowMs, balance: this.balance, isLearning, runway, isTopUp, levels };
    if (said !== undefined) saidKinds.add(said);
    expect(said).toBe(
      model.poll({
        ...seen,
        ...(pace !== undefined && { pace }),
        ...(debit && { debit }),
        ...(recharge && { recharge }),
        ...(failedBill !== undefined && { failedBill }),
      }),
    );
  }

  toString(): string {
    const { minutes, balance, days, isLearning, isTopUp } = this;
    return `poll(+${minutes} min, ${balance}, ${JSON.stringify(days)}${isLearning ? ', learning' : ''}${isTopUp ? ', topped up' : ''}, ${JSON.stringify(this.beside)})`;
  }
}

class Blind implements fc.Command<Model, Real> {
  readonly minutes: number;
  readonly isKey: boolean;

  constructor(minutes: number, isKey: boolean) {
    this.minutes = minutes;
    this.isKey = isKey;
  }

  check(): boolean {
    return true;
  }

  run(model: Model, real: Real): void {
    real.nowMs += this.minutes * 60_000;
    const { nowMs, lastReadMs } = real;
    const fault = { kind: this.isKey ? 'key-rejected' : 'unavailable', said: 'x' } as const;
    const run = addFault(real.run, fault, nowMs);
    const view = { nowMs, run, lastReadingAtMs: lastReadMs };
    const decided = decideFault(view, severityOf('no-data', {}));
    real.run = decided.run;
    expect(decided.decision?.kind).toBe(model.blind(nowMs, this.isKey));
  }

  toString(): string {
    return `blind(+${this.minutes} min${this.isKey ? ', key' : ''})`;
  }
}

class OtherLevels implements fc.Command<Model, Real> {
  readonly levels: readonly number[];

  constructor(levels: readonly number[]) {
    this.levels = levels;
  }

  check(): boolean {
    return true;
  }

  run(_: Model, real: Real): void {
    real.levels = this.levels;
  }

  toString(): string {
    return `levels(${this.levels.join(', ')})`;
  }
}

/** Single steps seldom make a spell by chance: days without a change, hours without a reading. */
class Several implements fc.Command<Model, Real> {
  readonly steps: readonly fc.Command<Model, Real>[];

  constructor(steps: readonly fc.Command<Model, Real>[]) {
    this.steps = steps;
  }

  check(): boolean {
    return true;
  }

  run(model: Model, real: Real): void {
    for (const step of this.steps) step.run(model, real);
  }

  toString(): string {
    return this.steps.map(String).join(', ');
  }
}

/** On both sides of each level and of one and a half times it. */
const DAYS = [0.2, 0.9, 1, 1.2, 1.45, 1.6, 2.5, 3, 4, 4.45, 5, 7, 9, 10.4, 11, 30];
const minutes = fc.constantFrom(15, 15, 60, 60, 61, 120, 720, 1_440);
const days = fc
  .tuple(...[0, 1, 2].map(() => fc.constantFrom(...DAYS)))
  .map((all) => all.toSorted((a, b) => a - b) as [number, number, number]);
const beside: fc.Arbitrary<Beside> = fc.record(
  {
    pace: fc.constantFrom(1, 1.9, 3, 4.9, 5, 8),
    debit: fc.record({
      inDays: fc.constantFrom(0.5, 1, 2.5, 3, 6.5, 7, 8),
      gainedDays: fc.constantFrom(1, 2, 5),
    }),
    recharge: fc.constantFrom('works', 'no-card', 'switched-off'),
    failedBill: fc.constantFrom('2026-10', '2026-11'),
  },
  { requiredKeys: [] },
);
const poll = fc
  .record({
    minutes,
    balance: fc.constantFrom(-3, 0, 2, 2.5, 3, 10, 15, 50, 60, 75, 76, 500),
    days: fc.option(days, { nil: undefined, freq: 8 }),
    isLearning: fc.nat(9).map((roll) => roll === 0),
    isTopUp: fc.nat(9).map((roll) => roll === 0),
    // Most polls see nothing of the kind, so that the other rules have their turn too.
    beside: fc.oneof({ weight: 2, arbitrary: fc.constant({}) }, { weight: 1, arbitrary: beside }),
  })
  .map(
    (one) => new Poll(one.minutes, one.balance, one.days, one.isLearning, one.isTopUp, one.beside),
  );
const blind = fc.tuple(minutes, fc.boolean()).map(([step, isKey]) => new Blind(step, isKey));
const levels = fc
  .constantFrom([7, 3, 1], [14, 7, 3, 1], [5, 2], [1])
  .map((some) => new OtherLevels(some));

const spell = fc.oneof(
  fc
    .tuple(fc.constantFrom(0, 10, 500), fc.integer({ min: 2, max: 6 }))
    .map(([balance, count]) =>
      Array.from({ length: count }, () => new Poll(1_440, balance, [0.2, 0.9, 1], false, false)),
    ),
  fc
    .tuple(fc.integer({ min: 3, max: 6 }), fc.boolean())
    .map(([count, isKey]) =>
      Array.from({ length: count }, (_, at) => new Blind(30, isKey && at === count - 1)),
    ),
);
const several = spell.map((steps) => new Several(steps));

it('says in every course of events what the plain reference says', () => {
  fc.assert(
    fc.property(
      fc.commands([poll, poll, poll, blind, levels, several], { maxCommands: 80, size: '+1' }),
      (course) => {
        const start = () => ({
          model: new ReferenceAlerts(),
          real: {
            nowMs: START_MS,
            levels: POLICY.levelsDays,
            memory: NOTHING_NOTIFIED,
            run: undefined,
            lastReadMs: undefined,
          } as Real,
        });
        fc.modelRun(start, course);
      },
    ),
    { numRuns: 500 },
  );
  expect([...saidKinds]).toEqual(
    expect.arrayContaining(['burn-spike', 'debit-ahead', 'recharge-at-risk', 'bill-failed']),
  );
});
