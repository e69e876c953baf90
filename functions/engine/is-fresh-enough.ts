import type { LoadedWallet } from '../adapters/table/wallet-store.ts';
import type { VendorEvent, VendorEventName } from '../core/vendor/vendor-event.ts';

/** A reading that is no older is as good as a new one. */
const MAX_REUSED_MS = 30_000;
/** They say that the balance has changed, and nothing that the balance does not show. */
const BALANCE_EVENTS: readonly VendorEventName[] = [
  'balance.low',
  'balance.depleted',
  'wallet.recharge.succeeded',
  'account_billing.charged',
];

/** The wallet was read moments ago, and after the event happened: no new reading is needed. */
export function isFreshEnough({ state }: LoadedWallet, event: VendorEvent, nowMs: number): boolean {
  const atMs = state?.series?.lastReading.atMs;
  if (atMs === undefined || !BALANCE_EVENTS.includes(event.name)) return false;
  const ageMs = nowMs - atMs;
  return ageMs >= 0 && ageMs <= MAX_REUSED_MS && atMs >= (event.createdAtMs ?? 0);
}
