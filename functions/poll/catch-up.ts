import type { LoadedWallet, WalletStore } from '../adapters/wallet-store.ts';
import type { Alert } from '../core/alert.ts';
import type { Policy } from '../core/policy.ts';
import type { Silence } from '../core/silence.ts';
import { intervalBetween, sumsOf } from '../core/spend.ts';
import { step } from '../core/step.ts';
import type { WalletState } from '../core/wallet-state.ts';
import type { Log } from './channel.ts';

const DAY_MS = 86_400_000;
/** What the forecaster remembers at most: a lost state is rebuilt from this much. */
const REBUILD_DAYS = 28;

export interface CatchUpDeps {
  readonly store: Pick<WalletStore, 'readings' | 'putReading'>;
  readonly policy: Policy;
  readonly log: Log;
}

/** The state as it would be had no run crashed: readings that it never saw are decided on first. */
export async function catchUp(
  wallet: string,
  nowMs: number,
  loaded: LoadedWallet,
  silence: Silence,
  deps: CatchUpDeps,
): Promise<{ state: WalletState | undefined; alerts: Alert[] }> {
  let state = loaded.state ?? (await rebuild(wallet, nowMs, loaded.version, deps));
  const alerts: Alert[] = [];
  await mendIntervals(wallet, nowMs, loaded, deps);
  for (const { reading: recorded } of loaded.recent) {
    const seenUntilMs = Math.max(
      state?.series?.lastReading.atMs ?? Number.NEGATIVE_INFINITY,
      state?.watch.distrustUntilMs ?? Number.NEGATIVE_INFINITY,
    );
    if (recorded.atMs <= seenUntilMs || recorded.atMs >= nowMs) continue;
    const result = step(state, recorded, deps.policy, recorded.atMs, { silence });
    state = result.state;
    alerts.push(...result.alerts);
  }
  return { state, alerts };
}

/** Where polls overtook each other and one of them died, a reading may count from an older one than it should. */
async function mendIntervals(
  wallet: string,
  nowMs: number,
  { recent, state }: LoadedWallet,
  { store }: CatchUpDeps,
): Promise<void> {
  if ((state?.watch.distrustUntilMs ?? 0) > nowMs) return;
  for (const [at, { reading, spend, topUp, ...forecast }] of recent.entries()) {
    const previous = recent[at - 1]?.reading;
    if (previous?.balance.currency !== reading.balance.currency) continue;
    const interval = intervalBetween(previous, reading);
    const known = sumsOf(interval);
    const isRight =
      known.spend?.decimal === spend?.decimal && known.topUp?.decimal === topUp?.decimal;
    if (isRight) continue;
    await store.putReading(wallet, reading, interval, forecast);
  }
}

/** From readings alone; what it would have told counts as told, because it was. */
async function rebuild(
  wallet: string,
  nowMs: number,
  version: number,
  { store, policy, log }: CatchUpDeps,
): Promise<WalletState | undefined> {
  if (version === 0) return undefined;
  let state: WalletState | undefined;
  const fromMs = nowMs - REBUILD_DAYS * DAY_MS;
  for await (const { reading: past } of store.readings(wallet, fromMs, nowMs)) {
    state = step(state, past, policy, past.atMs).state;
  }
  log.warn('state rebuilt from readings', { wallet });
  return state === undefined ? undefined : { ...state, closedDays: [] };
}
