import type { RunwayDays } from '../forecast/forecast.ts';
import { type Amount, parseAmount, plus, toNumber } from '../ledger/amount.ts';
import { DAY_MS } from '../ledger/durations.ts';

export const TOP_UP_URL = 'https://app.smartlyq.com/my/developer';

/** The vendor's credit packages (its public price list, 2026). */
const PACKAGES = [
  { credits: 250, priceEuro: 5 },
  { credits: 750, priceEuro: 15 },
  { credits: 3_000, priceEuro: 60 },
  { credits: 7_500, priceEuro: 150 },
];
const PACKAGE_CURRENCY = 'SQC';

/** A purchase should spare its owner the next one for this long. */
const MIN_LASTING_DAYS = 14;

/**
 * The smallest package that lasts two weeks, or the largest there is; in a currency without packages,
 * an amount for 30 days in two significant digits. Undefined where nothing is being spent.
 */
export function suggestPurchase(
  balance: Amount,
  burnPerDay: number,
  nowMs: number,
  runwayAt: (balance: number) => RunwayDays | null,
): Purchase | undefined {
  if (!(burnPerDay > 0)) return undefined;
  const offers =
    balance.currency === PACKAGE_CURRENCY
      ? PACKAGES.map(({ credits, priceEuro }) => ({
          amount: parseAmount(credits, balance.currency),
          priceEuro,
        }))
      : [{ amount: amountToLast(30, balance, burnPerDay) }];
  let best: Purchase | undefined;
  for (const offer of offers) {
    const lasts = runwayAt(toNumber(plus(balance, offer.amount)))?.p50 ?? 0;
    best = { ...offer, lastsUntilMs: nowMs + lasts * DAY_MS };
    if (lasts >= MIN_LASTING_DAYS) break;
  }
  return best;
}

function amountToLast(lastingDays: number, balance: Amount, burnPerDay: number): Amount {
  const missing = Math.max(lastingDays * burnPerDay - toNumber(balance), burnPerDay);
  const step = 10 ** (Math.floor(Math.log10(missing)) - 1);
  const rounded = Math.max(Math.ceil(missing / step) * step, 0.01);
  return parseAmount(
    Math.min(Number(rounded.toPrecision(2)), 1e18).toFixed(rounded < 10 ? 2 : 0),
    balance.currency,
  );
}

export interface Purchase {
  readonly amount: Amount;
  /** The package's list price, where the vendor sells packages in this currency. */
  readonly priceEuro?: number;
  readonly lastsUntilMs: number;
}
