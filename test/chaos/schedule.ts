import { HOUR_MS, MINUTE_MS } from '../../functions/core/ledger/durations.ts';
import type { VendorEventName } from '../../functions/core/vendor/vendor-event.ts';
import { randomFrom } from '../../simulator/random.ts';
import { START_MS } from '../support/falling-wallet.ts';
import { type Fault, type FaultKind, LINE_FAULTS, PROCESS_FAULTS, type Service } from './faults.ts';
import type { Plan } from './sandboxes.ts';

export const CALM: Plan = { skewMs: 0, faults: [] };
const TICKS = 44;
/** How far a process's clock may be behind and ahead. */
const SKEW_MS = [-4 * MINUTE_MS, 3 * MINUTE_MS] as const;
const SERVICES: readonly Service[] = [
  'dynamodb',
  'dynamodb',
  'sns',
  'ssm',
  'smartlyq',
  'slack',
  'lambda',
];

/** The balance that its poll reads; a bill and a recharge that it alone tells of. */
const EVENTS: readonly VendorEventName[] = [
  'balance.low',
  'account_billing.failed',
  'wallet.recharge.failed',
];

export interface Tick {
  readonly atMs: number;
  /** The polls of this time, side by side. */
  readonly plans: readonly Plan[];
  /** Those of Lambda's two retries. */
  readonly retries: readonly Plan[];
  /** The vendor pushes an event: the invocations that take it, and of the poll that it leads to. */
  readonly event?: {
    readonly name: VendorEventName;
    readonly receipt: Plan;
    readonly poll: Plan;
  };
  /** Credits that are bought just before. */
  readonly topUp?: number;
  /** What was frozen goes on before, beside or after this tick's polls. */
  readonly thaw: 'before' | 'beside' | 'after';
}

export interface Schedule {
  readonly startMs: number;
  readonly balance: number;
  readonly perDay: number;
  readonly pollMinutes: number;
  /** Its auto-recharge is on, and cannot work. */
  readonly hasNoCard: boolean;
  readonly ticks: readonly Tick[];
  /** Nothing goes wrong any more; the first two polls have to succeed. */
  readonly calm: readonly Tick[];
}

/** Seeded: the same seed is the same schedule. It empties the wallet twice, and crosses midnight. */
export function scheduleOf(seed: number, pollMinutes: number): Schedule {
  const random = randomFrom(seed, pollMinutes);
  const below = (count: number) => Math.floor(random() * count);
  const between = (from: number, to: number) => from + random() * (to - from);
  const pick = <T>(from: readonly T[]): T => from[below(from.length)] as T;

  const lineFault = (): Fault => {
    const service = pick(SERVICES);
    const kind: FaultKind = pick(LINE_FAULTS);
    const isForGood = kind === 'refused' && service !== 'slack';
    const first = below(service === 'dynamodb' ? 6 : 2);
    const length = pick([1, 1, 2, 5, 99]);
    return { service, kind: isForGood ? 'failing' : kind, first, last: first + length - 1 };
  };
  const processFault = (): Fault => {
    const service = pick(SERVICES);
    const first = below(service === 'dynamodb' ? 6 : 1);
    const fault = { service, kind: pick(PROCESS_FAULTS), first, last: first };
    return random() < 0.5 ? fault : { ...fault, afterMs: random() * 8 };
  };
  const plan = (share: number): Plan => {
    const skewMs = random() < 0.2 ? between(...SKEW_MS) : 0;
    if (random() > share) return { ...CALM, skewMs };
    const faults = [random() < 0.45 ? processFault() : lineFault()];
    if (random() < 0.3) faults.push(lineFault());
    return { skewMs, faults };
  };

  const intervalMs = pollMinutes * MINUTE_MS;
  const startMs = START_MS + (pollMinutes === 60 ? 0 : 18 * HOUR_MS);
  const perTick = 4 + below(20);
  const firstEmptyTick = 8 + below(12);
  const topUpTick = firstEmptyTick + 4 + below(4);
  const ticks = Array.from({ length: TICKS }, (_, at): Tick => {
    const isDouble = random() < 0.12;
    const isPushed = random() < 0.15;
    const plans = [plan(0.4), ...(isDouble ? [plan(0.6)] : [])];
    return {
      atMs: startMs + at * intervalMs + below(40_000),
      plans,
      retries: [plan(0.3), plan(0.3)],
      thaw: pick(['before', 'beside', 'after']),
      ...(isPushed && { event: { name: pick(EVENTS), receipt: plan(0.4), poll: plan(0.4) } }),
      ...(at === topUpTick && { topUp: perTick * (8 + below(8)) }),
    };
  });
  const endMs = startMs + TICKS * intervalMs;
  const calmAtMs = [0, intervalMs, ...[2, 4, 6, 8, 10, 12].map((hours) => hours * HOUR_MS)];
  return {
    startMs,
    balance: perTick * firstEmptyTick,
    perDay: perTick * ((24 * 60) / pollMinutes),
    pollMinutes,
    hasNoCard: random() < 0.2,
    ticks,
    calm: calmAtMs.map((afterMs) => ({
      atMs: endMs + afterMs,
      plans: [CALM],
      retries: [],
      thaw: 'before',
    })),
  };
}
