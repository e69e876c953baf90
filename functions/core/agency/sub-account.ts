import { DAY_MS } from '../ledger/durations.ts';
import type { Workspace } from '../vendor/workspace.ts';

/** Who is missing in a list for less than this was never gone: a list may come short, or empty, by mistake. */
const MISSED_MS = DAY_MS;
/** A removed one is known this much longer: every digest has told of it by then. */
const KEPT_MS = 35 * DAY_MS;

/** A sub-account of an agency, as it is remembered from list to list. */
export interface SubAccount {
  /** The vendor's, digits. */
  readonly id: string;
  /** The vendor's text, as it came. */
  readonly name: string;
  /** When it was first listed, epoch milliseconds. */
  readonly sinceMs: number;
  /** Since when it is not listed any more, epoch milliseconds. */
  readonly removedAtMs?: number;
  /** Its first reading found nothing: said in a digest, and no alarm. */
  readonly wasEmptyAtFirst?: true;
}

/** "main/421077": names a sub-account wherever a wallet is named. */
export function subAccountId(parent: string, subAccount: string): string {
  return `${parent}/${subAccount}`;
}

/** The two parts of a sub-account's id; undefined for every other. */
export function subAccountParts(id: string): { parent: string; subAccount: string } | undefined {
  const [, parent, subAccount] = /^([^/]+)\/(\d{1,20})$/.exec(id) ?? [];
  return parent === undefined || subAccount === undefined ? undefined : { parent, subAccount };
}

/** All that are watched, present or lately gone, after the vendor listed these. In the order of their numbers. */
export function inventoryAfter(
  before: readonly SubAccount[],
  listed: readonly Pick<Workspace, 'id' | 'name'>[],
  nowMs: number,
): SubAccount[] {
  const known = new Map(before.map((one) => [one.id, one]));
  const present = new Map(listed.map(({ id, name }) => [id, name]));
  const stay = [...present].map(([id, name]): SubAccount => {
    const { removedAtMs, ...rest } = known.get(id) ?? { id, sinceMs: nowMs };
    const wasGone = removedAtMs !== undefined && nowMs - removedAtMs > MISSED_MS;
    // Who comes back is new again.
    return { ...rest, name, ...(wasGone && { sinceMs: nowMs }) };
  });
  const gone = before
    .filter(({ id }) => !present.has(id))
    .map((one) => ({ ...one, removedAtMs: one.removedAtMs ?? nowMs }))
    .filter(({ removedAtMs }) => nowMs - removedAtMs <= KEPT_MS);
  return [...stay, ...gone].sort((a, b) => byNumber(a.id, b.id));
}

/** Whether nothing is to be written; a table may hand fields back in another order. */
export function isSameInventory(a: readonly SubAccount[], b: readonly SubAccount[]): boolean {
  const rows = (inventory: readonly SubAccount[]) =>
    JSON.stringify(
      inventory.map((one) => [
        one.id,
        one.name,
        one.sinceMs,
        one.removedAtMs ?? null,
        one.wasEmptyAtFirst ?? false,
      ]),
    );
  return rows(a) === rows(b);
}

export function isPresent({ removedAtMs }: SubAccount): boolean {
  return removedAtMs === undefined;
}

/** The vendor's ids are digits, of any length. */
export function byNumber(a: string, b: string): number {
  return a.length - b.length || (a < b ? -1 : a > b ? 1 : 0);
}
