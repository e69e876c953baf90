import { SmartlyqError } from '../adapters/smartlyq/smartlyq-error.ts';
import { dateOf } from '../core/ledger/day-totals.ts';
import type { Reading } from '../core/ledger/reading.ts';
import type { WalletState } from '../core/state/wallet-state.ts';
import { isRechargeDue, type RechargeAnswer, termsOf } from '../core/upcoming/recharge.ts';
import { isFirstToday, logIgnoredFields } from '../engine/log.ts';
import type { VendorAccess } from './poll-runtime.ts';

/**
 * What the vendor says of the auto-recharge, where it is time to ask. Nothing here may fail a poll: what
 * cannot be had now leaves what was known.
 */
export async function readRecharge(
  state: WalletState | undefined,
  reading: Reading,
  { vendor, wallet, log }: VendorAccess,
): Promise<RechargeAnswer | undefined> {
  const before = state?.series?.recharge;
  if (vendor.readBilling === undefined || !isRechargeDue(before, reading)) return undefined;
  const readOn = dateOf(reading.atMs);
  try {
    const { billing, ignored } = await vendor.readBilling();
    logIgnoredFields(log, ignored, isFirstToday(state, reading.atMs), { wallet: wallet.id });
    const terms = termsOf(billing, reading.balance.currency);
    return { readOn, terms };
  } catch (error) {
    if (!(error instanceof SmartlyqError)) throw error;
    // Once a day is enough to know of it.
    if (before?.readOn !== readOn) {
      const why = 'going on without news of the auto-recharge';
      log.warn(why, { wallet: wallet.id, error: error.message });
    }
    return { readOn };
  }
}
