import type { Amount } from '../ledger/amount.ts';

/** "1 day", "3 days", "0.5 days" */
export function days(count: number): string {
  return count === 1 ? '1 day' : `${count} days`;
}

/** "118 SQC", "8.5 SQC", "42.50 USD", "−3 SQC" is written "-3 SQC": plain ASCII reaches every channel. */
export function amountText(amount: Amount): string {
  return `${numberText(Number(amount.decimal), amount.currency)} ${amount.currency}`;
}

/** The number alone; credits lose their decimals where nobody would miss them, money keeps two. */
export function numberText(value: number, currency: string): string {
  const credits = currency === 'SQC';
  const digits = credits ? (Math.abs(value) >= 20 ? 0 : 1) : 2;
  const text = value.toLocaleString('en-US', {
    minimumFractionDigits: credits ? 0 : digits,
    maximumFractionDigits: digits,
  });
  return text === '-0' ? '0' : text;
}

/** "2 hours", "3 days": how long something lasted. */
export function durationText(durationMs: number): string {
  const hours = Math.round(durationMs / 3_600_000);
  if (hours < 1) {
    const minutes = Math.max(1, Math.round(durationMs / 60_000));
    return minutes === 1 ? '1 minute' : `${minutes} minutes`;
  }
  if (hours < 48) return hours === 1 ? '1 hour' : `${hours} hours`;
  return `${Math.round(hours / 24)} days`;
}
