import type { LoadedWallet, WalletStore } from '../adapters/wallet-store.ts';
import type { Alert } from '../core/alert.ts';
import type { Policy } from '../core/policy.ts';
import type { Silence } from '../core/silence.ts';
import { step } from '../core/step.ts';
import type { WalletState } from '../core/wallet-state.ts';
import type { Log } from './channel.ts';

const DAY_MS = 86_400_000;
/** What the forecaster remembers at most: a lost state is rebuilt from this much. */
const REBUILD_DAYS = 28;

export interface CatchUpDeps {
  readonly store: Pick<WalletStore, 'readings'>;
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
