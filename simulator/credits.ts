/**
 * The simulator counts in ten-thousandths of a credit, the vendor's last decimal, so sums stay whole numbers.
 * Exact up to 9 × 10¹¹ credits.
 */
export const PER_CREDIT = 10_000;

/**
 * Credits as ten-thousandths, rounded to the nearest.
 * @throws RangeError unless the credits are finite and within ±9 × 10¹¹.
 */
export function toTenThousandths(credits: number): number {
  const units = Math.round(credits * PER_CREDIT);
  if (!Number.isSafeInteger(units)) throw new RangeError(`${credits} is no amount of credits`);
  return units;
}

/** As the vendor prints it: always 4 decimals, "42.5000", "-3.0000". */
export function printCredits(units: number): string {
  const digits = String(Math.abs(units)).padStart(5, '0');
  return `${units < 0 ? '-' : ''}${digits.slice(0, -4)}.${digits.slice(-4)}`;
}
