import { printCredits, toTenThousandths } from './credits.ts';

/** The vendor's price list for connected accounts, a month each. */
export const BANDS: readonly { readonly up_to: number | null; readonly price: number }[] = [
  { up_to: 10, price: 6 },
  { up_to: 100, price: 3 },
  { up_to: null, price: 1 },
];

/** What so many connected accounts cost a month. */
export function billFor(accounts: number): number {
  let cost = 0;
  let counted = 0;
  for (const { up_to, price } of BANDS) {
    const inBand = Math.min(accounts, up_to ?? accounts) - counted;
    if (inBand <= 0) break;
    cost += inBand * price;
    counted += inBand;
  }
  return cost;
}

/** One month's bill, and whether the wallet could pay it. */
export interface Billed {
  /** "2026-07" */
  readonly period: string;
  readonly accounts: number;
  readonly amount: number;
  readonly status: 'charged' | 'failed';
  readonly atMs: number;
}

/** In ten-thousandths. */
export function billUnits(accounts: number): number {
  return toTenThousandths(billFor(accounts));
}

export function periodOf(atMs: number): string {
  return new Date(atMs).toISOString().slice(0, 7);
}

/** As numbers go in events and bills. */
export function creditsOf(units: number): number {
  return Number(printCredits(units));
}
