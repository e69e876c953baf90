import type { DigestSettings } from './settings-schema.ts';

/** EventBridge Scheduler's words for a wallet's rhythm. */
export function pollExpression(pollMinutes: number): string {
  return `rate(${pollMinutes} minute${pollMinutes === 1 ? '' : 's'})`;
}

/** EventBridge Scheduler's words for the digest's time of day; the schedule itself names the time zone. */
export function digestExpression({ every, at, weekday }: DigestSettings): string {
  const [hour, minute] = at.split(':').map(Number);
  const days = every === 'week' ? `? * ${weekday.toUpperCase()}` : '* * ?';
  return `cron(${minute} ${hour} ${days} *)`;
}

/** The digest's schedule, the only one of its group. */
export const DIGEST_SCHEDULE = 'digest';

/** The schedule that reads an agency's sub-accounts. */
export function subAccountsSchedule(wallet: string): string {
  return `${wallet}-sub-accounts`;
}

/** The vendor's allowance is one of requests a minute. */
export const SUB_ACCOUNTS_EXPRESSION = pollExpression(1);
