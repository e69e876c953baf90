import { SmartlyqError } from '../adapters/smartlyq/smartlyq-error.ts';
import type { Reading } from '../core/ledger/reading.ts';
import { closedDayOf, type DailyAnswer } from '../core/ledger/recorded-day.ts';
import type { WalletState } from '../core/state/wallet-state.ts';
import { logIgnoredFields } from '../engine/log.ts';
import type { VendorAccess } from './poll-runtime.ts';

/**
 * Asks once a UTC day, in the poll that writes the closed day's row, whether the vendor still sends this wallet's
 * events, where it was asked to. Nothing here may fail a poll.
 *
 * The function's own address is not known here, since that function is deployed after this one and names it. Its
 * path is: the wallet's id. An endpoint of a stack that is gone ends alike, and so one that is active will do.
 * @returns undefined where no day has just closed
 */
export async function checkWebhook(
  state: WalletState | undefined,
  { atMs }: Reading,
  { vendor, wallet, log }: VendorAccess,
): Promise<DailyAnswer | undefined> {
  const date = closedDayOf(state?.closedDays, atMs);
  if (date === undefined) return undefined;
  if (vendor.listWebhooks === undefined || wallet.webhookSecretParameter === undefined) {
    return { date };
  }
  try {
    const { webhooks, ignored } = await vendor.listWebhooks();
    logIgnoredFields(log, ignored, true, { wallet: wallet.id });
    const own = webhooks.filter(({ url }) => url.endsWith(`/${wallet.id}`));
    // A status that is missing or unsound says nothing.
    const paused = own.filter(({ status = 'active' }) => status !== 'active');
    if (own.length === 0 || paused.length < own.length) return { date };
    const endpoints = paused.map(({ id, status }) => ({ id, status }));
    log.warn("the vendor has paused the wallet's webhook", { wallet: wallet.id, endpoints });
    return { date, isWebhookPaused: true };
  } catch (error) {
    if (!(error instanceof SmartlyqError)) throw error;
    log.warn('going on without a look at the webhook', { wallet: wallet.id, error: error.message });
    return { date };
  }
}
