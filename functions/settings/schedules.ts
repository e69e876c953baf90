import { createHash } from 'node:crypto';
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

const MAX_NAME_CHARACTERS = 64;
const HASH_CHARACTERS = 8;

/**
 * Names of a stack's schedules, all different from those of another stack. CloudFormation knows a schedule by its name
 * alone, whatever its group: two stacks with the same name for one would take it from each other.
 */
export function scheduleNames(stack: string) {
  return {
    poll: (wallet: string) => named(stack, wallet),
    // No wallet id has an underscore.
    subAccounts: (wallet: string) => named(stack, `${wallet}_sub-accounts`),
    digest: named(stack, 'all_digest'),
  };
}

function named(stack: string, what: string): string {
  // "a-b" and "c" must not give what "a" and "b-c" give; no stack's name has a dot.
  const end = `${stack.includes('-') ? '.' : '-'}${what}`;
  if (stack.length + end.length <= MAX_NAME_CHARACTERS) return stack + end;
  const hash = createHash('sha256').update(stack).digest('hex').slice(0, HASH_CHARACTERS);
  return stack.slice(0, MAX_NAME_CHARACTERS - HASH_CHARACTERS - end.length) + hash + end;
}

/** The vendor's allowance is one of requests a minute. */
export const SUB_ACCOUNTS_EXPRESSION = pollExpression(1);
