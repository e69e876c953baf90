import { HOUR_MS } from '../../functions/core/ledger/durations.ts';
import type { Reading } from '../../functions/core/ledger/reading.ts';
import type { SimulatedWallet } from '../../simulator/wallet.ts';

/** What the vendor's cheapest calls cost: below it the wallet is as good as empty. */
export const EMPTY_AT = 2;

export interface OwnerOptions {
  readonly wallet: SimulatedWallet;
  readonly refill: { readonly credits: number; readonly afterHours: number };
  readonly onRefill: (atMs: number, credits: number) => void;
}

/** An owner who reads no mail: tops up hours after the wallet ran out, so that every forecast meets its truth. */
export function createOwner({ wallet, refill, onRefill }: OwnerOptions): {
  look(reading: Reading): void;
} {
  let emptyAtMs: number | undefined;
  return {
    look({ atMs, balance }) {
      if (Number(balance.decimal) > EMPTY_AT) {
        emptyAtMs = undefined;
        return;
      }
      emptyAtMs ??= atMs;
      if (atMs - emptyAtMs < refill.afterHours * HOUR_MS) return;
      wallet.topUp(atMs, refill.credits);
      onRefill(atMs, refill.credits);
      emptyAtMs = undefined;
    },
  };
}
