import { SmartlyqError } from '../adapters/smartlyq/smartlyq-error.ts';
import { dateOf } from '../core/ledger/day-totals.ts';
import type { Reading } from '../core/ledger/reading.ts';
import type { WalletState } from '../core/state/wallet-state.ts';
import { type ChargesAnswer, soundDebit } from '../core/upcoming/bill.ts';
import { isFirstToday, logIgnoredFields } from '../engine/log.ts';
import type { VendorAccess } from './poll-runtime.ts';

/**
 * The next bill for connected accounts, asked for once a UTC day. It needs a scope that the key may lack: that
 * is said once. Nothing here may fail a poll; what cannot be had today is asked for tomorrow.
 * @returns undefined where today's answer is known
 */
export async function readCharges(
  state: WalletState | undefined,
  { atMs, balance }: Reading,
  { vendor, wallet, log }: VendorAccess,
): Promise<ChargesAnswer | undefined> {
  const before = state?.series?.bill;
  const readOn = dateOf(atMs);
  if (vendor.readAccountBilling === undefined || before?.readOn === readOn) return undefined;
  try {
    const { accountBilling, ignored } = await vendor.readAccountBilling();
    logIgnoredFields(log, ignored, isFirstToday(state, atMs), { wallet: wallet.id });
    const { nextCharge, nextChargeAtMs } = accountBilling;
    const next = soundDebit(nextCharge, nextChargeAtMs, balance.currency, atMs);
    if (next === undefined && nextCharge !== undefined && Number(nextCharge.decimal) !== 0) {
      const why = 'the next charge is of another currency, has no date, or one in the past';
      log.warn(why, { wallet: wallet.id, nextCharge, nextChargeAtMs });
    }
    return { readOn, next: next ?? null };
  } catch (error) {
    if (!(error instanceof SmartlyqError)) throw error;
    const isForbidden = error.kind === 'forbidden';
    if (!(isForbidden && before?.isForbidden)) {
      const why = 'going on without the next bill';
      log.warn(why, { wallet: wallet.id, error: error.message });
    }
    return { readOn, isForbidden: isForbidden || undefined };
  }
}
