import { SmartlyqError } from '../adapters/smartlyq/smartlyq-error.ts';
import type { WalletReads } from '../adapters/smartlyq/wallet-reads.ts';
import { DAY_MS } from '../core/ledger/durations.ts';
import type { Reading } from '../core/ledger/reading.ts';
import type { DailyAnswer } from '../core/ledger/recorded-day.ts';
import type { WalletState } from '../core/state/wallet-state.ts';
import type { Log } from '../engine/channel.ts';
import { logIgnoredFields } from '../engine/log-ignored-fields.ts';

/** Later than this after a day's end, the vendor's seven days are other ones than ours. */
const MAX_LATE_MS = 6 * 3_600_000;

export interface ReadDailyUsageDeps {
  readonly vendor: Partial<Pick<WalletReads, 'readUsage' | 'listWebhooks'>>;
  readonly wallet: { readonly id: string; readonly webhookSecretParameter?: string | undefined };
  readonly log: Log;
}

/**
 * What the vendor is asked once a UTC day, by the poll that writes the closed day's row: its own count of the
 * last seven days, and whether it still sends this wallet's events, where it was asked to. Nothing here may fail
 * a poll: what cannot be had stays away from the row.
 * @returns undefined where no day has just closed
 */
export async function readDailyUsage(
  state: WalletState | undefined,
  { atMs }: Reading,
  deps: ReadDailyUsageDeps,
): Promise<DailyAnswer | undefined> {
  const date = state?.closedDays.at(-1)?.date;
  if (date === undefined || atMs - Date.parse(date) > DAY_MS + MAX_LATE_MS) return undefined;
  const [usage, webhook] = await Promise.all([
    unlessRefused("going on without the vendor's own count", deps, () => usageOf(deps)),
    unlessRefused('going on without a look at the webhook', deps, () => webhookOf(deps)),
  ]);
  return { date, ...usage, ...webhook };
}

/** The window and the unit of its figures are not documented: they are compared, and never alerted on. */
async function usageOf({
  vendor,
  wallet,
  log,
}: ReadDailyUsageDeps): Promise<Omit<DailyAnswer, 'date'>> {
  if (vendor.readUsage === undefined) return {};
  const { usage, ignored } = await vendor.readUsage('7d');
  logIgnoredFields(log, ignored, true, { wallet: wallet.id });
  const { creditsUsed, requests } = usage;
  return {
    creditsUsed7d: creditsUsed,
    requests7d: requests,
  };
}

/**
 * The function's own address is not known here, since that function is deployed after this one and names it. Its
 * path is: the wallet's id. An endpoint of a stack that is gone ends alike, and so one that is active will do.
 */
async function webhookOf({
  vendor,
  wallet,
  log,
}: ReadDailyUsageDeps): Promise<Omit<DailyAnswer, 'date'>> {
  if (vendor.listWebhooks === undefined || wallet.webhookSecretParameter === undefined) return {};
  const { webhooks, ignored } = await vendor.listWebhooks();
  logIgnoredFields(log, ignored, true, { wallet: wallet.id });
  const own = webhooks.filter(({ url }) => url.endsWith(`/${wallet.id}`));
  // A status that is missing or unsound says nothing.
  const paused = own.filter(({ status = 'active' }) => status !== 'active');
  if (own.length === 0 || paused.length < own.length) return {};
  const endpoints = paused.map(({ id, status }) => ({ id, status }));
  log.warn("the vendor has paused the wallet's webhook", { wallet: wallet.id, endpoints });
  return { isWebhookPaused: true };
}

async function unlessRefused(
  goingOn: string,
  { wallet, log }: ReadDailyUsageDeps,
  look: () => Promise<Omit<DailyAnswer, 'date'>>,
): Promise<Omit<DailyAnswer, 'date'>> {
  try {
    return await look();
  } catch (error) {
    if (!(error instanceof SmartlyqError)) throw error;
    log.warn(goingOn, { wallet: wallet.id, error: error.message });
    return {};
  }
}
