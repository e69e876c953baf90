import type { StatePart } from '../adapters/table/state-item.ts';
import type { LoadedWallet, WalletStore } from '../adapters/table/wallet-store.ts';
import { aheadMs } from '../core/decide/rules/clock.ts';
import { step } from '../core/decide/step.ts';
import { type DayTotals, dateOf } from '../core/ledger/day-totals.ts';
import { DAY_MS } from '../core/ledger/durations.ts';
import type { RecordedDay } from '../core/ledger/recorded-day.ts';
import type { Policy } from '../core/state/policy.ts';
import { forecastAt } from '../core/state/snapshot.ts';
import {
  NOTHING_TOLD,
  newState,
  type Series,
  type WalletState,
} from '../core/state/wallet-state.ts';
import type { Log } from './channel.ts';
import type { Observation } from './observation.ts';

/** What the forecaster remembers at most: a lost state is rebuilt from this much. */
const REBUILD_DAYS = 28;

export interface CatchUpDeps {
  readonly store: Pick<WalletStore, 'readings' | 'days' | 'putReading' | 'setAside'>;
  readonly policy: Policy;
  readonly log: Log;
}

/** The state that a poll decides from; undefined where nothing is known of the wallet. */
export interface CaughtUp {
  readonly state: WalletState | undefined;
  /** The last reading was dated so far ahead of all clocks, and was set aside. */
  readonly aheadMs?: number;
}

/** Puts the history in order first: a reading that a dead run left out, one that lies in the future, a lost state. */
export async function catchUp(
  wallet: string,
  observed: Observation,
  loaded: LoadedWallet,
  deps: CatchUpDeps,
): Promise<CaughtUp> {
  const { atMs } = observed;
  const { state, version, recent, unsound = [] } = loaded;
  if (state === undefined) {
    if (version === 0) return { state };
    deps.log.warn('state rebuilt from readings', { wallet });
    return { state: await rebuilt(wallet, atMs, deps) };
  }
  if (unsound.length > 0) {
    deps.log.warn('the state could not be read in part', { wallet, parts: unsound });
    const isRebuilt = REBUILT.some((part) => unsound.includes(part));
    const fresh = isRebuilt ? await rebuilt(wallet, atMs, deps) : undefined;
    return { state: mended(state, fresh, unsound, atMs) };
  }
  if (state.series === undefined) return { state };
  const { lastReading } = state.series;
  const ahead = 'reading' in observed ? aheadMs(lastReading, atMs, observed.serverDateMs) : 0;
  if (ahead > 0) {
    for (const { reading } of recent) {
      if (reading.atMs > atMs) await deps.store.setAside(wallet, reading, atMs);
    }
    return { state: await withoutFuture(wallet, state, atMs, deps), aheadMs: ahead };
  }
  await record(wallet, state.series, recent, deps);
  return { state };
}

/** Parts that the readings tell again. */
const REBUILT = ['series', 'closedDays', 'memory'] as const;

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
    memory: isLost('memory') ? (fresh?.memory ?? NOTHING_TOLD) : sound.memory,
    watch: isLost('watch') ? newState(nowMs).watch : sound.watch,
    outbox: sound.outbox,
    series: known,
  };
}

/** The run that decided on the last reading may have died before it recorded it. */
async function record(
  wallet: string,
  series: Series,
  recent: LoadedWallet['recent'],
  { store, policy }: CatchUpDeps,
): Promise<void> {
  const { lastReading, sums } = series;
  if (recent.some(({ reading }) => reading.atMs === lastReading.atMs)) return;
  await store.putReading(wallet, lastReading, sums, forecastAt(series, policy, lastReading.atMs));
}

/** What was told stays told; what the balance has come to is what the readings up to now say. */
async function withoutFuture(
  wallet: string,
  { series: _, closedDays: __, ...rest }: WalletState,
  nowMs: number,
  deps: CatchUpDeps,
): Promise<WalletState> {
  const { series, closedDays = [] } = (await rebuilt(wallet, nowMs, deps)) ?? {};
  const memory = { ...rest.memory, underSinceMs: {} };
  return { ...rest, memory, closedDays, ...(series && { series }) };
}

/** From readings alone; what it would have told counts as told, because it was. */
async function rebuilt(
  wallet: string,
  nowMs: number,
  { store, policy }: CatchUpDeps,
): Promise<WalletState | undefined> {
  const fromMs = nowMs - REBUILD_DAYS * DAY_MS;
  let state: WalletState | undefined;
  for await (const { reading } of store.readings(wallet, fromMs, nowMs)) {
    state = step(state, reading, policy, reading.atMs).state;
  }
  if (state === undefined) return undefined;
  const rows = new Map<string, RecordedDay>();
  for await (const row of store.days(wallet, dateOf(fromMs), dateOf(nowMs)))
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
