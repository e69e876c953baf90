/** The table's keys: a public interface, because people query them. */

/** `wallet` is an id, or "<id>/<sub-account>". */
export function walletKey(wallet: string): string {
  return `WALLET#${wallet}`;
}

/** A partition of its own: whoever may write a snooze can then write nothing else. */
export function snoozeKey(wallet: string): string {
  return `SNOOZE#${wallet}`;
}

/** A partition of its own: the function that the internet can call may write nothing else. */
export function eventsKey(wallet: string): string {
  return `EVENT#${wallet}`;
}

/** `id` is the vendor's. */
export function eventKey(id: string): string {
  return `EVENT#${id}`;
}

export function readingKey(atMs: number): string {
  return `READING#${isoTime(atMs)}`;
}

/** `date` is a UTC day, "2026-11-22". */
export function dayKey(date: string): string {
  return `DAY#${date}`;
}

/** `id` is "<ISO time>#<kind>". */
export function alertKey(id: string): string {
  return `ALERT#${id}`;
}

/** All digests in one partition, so that they can be listed, and their writer held to it. */
export const DIGESTS_KEY = 'DIGEST';

/** `id` is the local date on which its period ends. */
export function digestKey(id: string): string {
  return `DIGEST#${id}`;
}

export const STATE_KEY = 'STATE';
/** Sorts between readings and state, so that the poll's one query brings it along. */
export const PAUSE_KEY = 'SETTING#PAUSE';
/** Sorts there as well: the agency's own poll sees whether its sub-accounts are being read. */
export const SWEEP_KEY = 'RUN#SWEEP';
/** Sorts there as well: events of the vendor that no poll has dealt with yet. */
export const EVENTS_KEY = 'RUN#EVENTS';
export const SUB_ACCOUNTS_KEY = 'SUBACCOUNTS';
export const SNOOZE_KEY = 'SNOOZE';

export function isReadingKey(sk: string): boolean {
  return sk.startsWith('READING#');
}

/** The time in a `READING#` key, epoch milliseconds. */
export function readingTime(sk: string): number {
  return Date.parse(sk.slice('READING#'.length));
}

export function isoTime(atMs: number): string {
  return new Date(atMs).toISOString();
}
