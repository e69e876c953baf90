import type { StatePart } from '../adapters/table/state-item.ts';
import type { LoadedWallet } from '../adapters/table/wallet-store.ts';
import { step } from '../core/decide/step.ts';
import { aheadMs } from '../core/ledger/clock.ts';
import { type DayTotals, dateOf } from '../core/ledger/day-totals.ts';
import { DAY_MS } from '../core/ledger/durations.ts';
import type { RecordedDay } from '../core/ledger/recorded-day.ts';
import { forecastAt } from '../core/state/snapshot.ts';
import {
  NOTHING_NOTIFIED,
  newState,
  type Series,
  type WalletState,
} from '../core/state/wallet-state.ts';
import type { Observation } from './observe.ts';
import type { Run } from './runtime.ts';

/** What the forecaster remembers at most: a lost state is rebuilt from this much. */
const REBUILD_DAYS = 28;

/** The state that a poll decides from; undefined where nothing is known of the wallet. */
export interface CaughtUp {
  readonly state: WalletState | undefined;
  /** The last reading was dated so far ahead of all clocks, and was set aside. */
  readonly aheadMs?: number;
  /** What was stored of alerts and could not be read. @default none */
  readonly lostParts?: readonly StatePart[];
}

/** Puts the history in order first: a reading that a dead run left out, one that lies in the future, a lost state. */
export async function catchUp(
  observed: Observation,
  loaded: LoadedWallet,
  run: Run,
): Promise<CaughtUp> {
  const { store, log } = run;
  const wallet = run.wallet.id;
  const { atMs } = observed;
  const { state, version, recent, unsound = [] } = loaded;
  if (state === undefined) {
    if (version === 0) return { state };
    log.warn('state rebuilt from readings', { wallet });
    return { state: await rebuilt(atMs, run) };
  }
  if (unsound.length > 0) {
    log.warn('the state could not be read in part', { wallet, parts: unsound });
    const isRebuilt = REBUILT.some((part) => unsound.includes(part));
    const fresh = isRebuilt ? await rebuilt(atMs, run) : undefined;
    const lostParts = unsound.filter((part) => OF_ALERTS.includes(part));
    return { state: mended(state, fresh, unsound, atMs), lostParts };
  }
  if (state.series === undefined) return { state };
  const { lastReading } = state.series;
  const ahead = 'reading' in observed ? aheadMs(lastReading, atMs, observed.serverDateMs) : 0;
  if (ahead > 0) {
    for (const { reading } of recent) {
      if (reading.atMs > atMs) await store.setAside(wallet, reading, atMs);
    }
    return { state: await withoutFuture(state, atMs, run), aheadMs: ahead };
  }
  await recordLast(state.series, recent, run);
  return { state };
}

/** Parts that the readings tell again. */
const REBUILT = ['series', 'closedDays', 'memory'] as const;

/** Parts that hold what was notified, or is to be. */
const OF_ALERTS: readonly StatePart[] = ['memory', 'watch', 'outbox'];

/** What cannot be read comes from the readings, or begins anew. */
function mended(
  { series, ...sound }: WalletState,
  fresh: WalletState | undefined,
  unsound: readonly StatePart[],
  nowMs: number,
): WalletState {
  const isLost = (part: StatePart) => unsound.includes(part);
  const known = isLost('series') ? fresh?.series : series;
  return {
    closedDays:
      isLost('series') || isLost('closedDays') ? (fresh?.closedDays ?? []) : sound.closedDays,
    memory: isLost('memory') ? (fresh?.memory ?? NOTHING_NOTIFIED) : sound.memory,
    watch: isLost('watch') ? newState(nowMs).watch : sound.watch,
    outbox: sound.outbox,
    series: known,
  };
}

/** The run that decided on the last reading may have died before it recorded it. */
async function recordLast(
  series: Series,
  recent: LoadedWallet['recent'],
  { wallet, store, policy }: Run,
): Promise<void> {
  const { lastReading, sums } = series;
  if (recent.some(({ reading }) => reading.atMs === lastReading.atMs)) return;
  await store.putReading(
    wallet.id,
    lastReading,
    sums,
    forecastAt(series, policy, lastReading.atMs),
  );
}

/** What was notified stays so; what the balance has come to is what the readings up to now say. */
async function withoutFuture(
  { series: _, closedDays: __, ...rest }: WalletState,
  nowMs: number,
  run: Run,
): Promise<WalletState> {
  const { series, closedDays = [] } = (await rebuilt(nowMs, run)) ?? {};
  const memory = { ...rest.memory, underSinceMs: {} };
  return { ...rest, memory, closedDays, ...(series && { series }) };
}

/** From readings alone; what it would have notified counts as notified, because it was. */
async function rebuilt(
  nowMs: number,
  { wallet, store, policy }: Run,
): Promise<WalletState | undefined> {
  const fromMs = nowMs - REBUILD_DAYS * DAY_MS;
  let state: WalletState | undefined;
  for await (const { reading } of store.readings(wallet.id, fromMs, nowMs)) {
    state = step(state, reading, policy, reading.atMs).state;
  }
  if (state === undefined) return undefined;
  const rows = new Map<string, RecordedDay>();
  for await (const row of store.days(wallet.id, dateOf(fromMs), dateOf(nowMs)))
    rows.set(row.date, row);
  // Of the first day only a part was read.
  const closedDays = state.closedDays
    .filter((day) => day.date > dateOf(fromMs) && !isSame(day, rows.get(day.date)))
    .map((day) => ({ ...rows.get(day.date), ...day }));
  return { ...state, closedDays };
}

function isSame(day: DayTotals, row: DayTotals | undefined): boolean {
  const texts = [day, row].map(
    (one) =>
      one && JSON.stringify([one.spend, one.topUp, one.resetChange, one.balance, one.readings]),
  );
  return texts[0] === texts[1];
}
