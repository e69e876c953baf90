import type { SubAccount } from '../agency/sub-account.ts';
import { datingOf, emptyAtMs, type SubAccountSnapshot } from '../agency/sub-account-snapshot.ts';
import type { SubAccountsDigest } from '../digest/sub-accounts-digest.ts';
import { whenText } from '../kinds/phrases.ts';
import { DAY_MS } from '../ledger/durations.ts';
import { cleanName } from '../text/clean-name.ts';
import { localDayAndTime } from '../text/local-time.ts';
import { amountText } from '../text/numbers.ts';
import type { DigestLine } from './digest-lines.ts';
import { runwayText } from './runway-text.ts';
import { countsText } from './sub-account-counts.ts';

/** So many that run out first have a line each. */
export const MAX_LISTED = 10;
/** Where none is near its end, so many show which one comes first. */
const MAX_LISTED_CALM = 3;
const MAX_NAMED = 3;
const MAX_NAME = 24;
const MAX_FAULT = 200;

export interface SubAccountsWording {
  readonly toMs: number;
  readonly levelsDays: readonly number[];
  /** IANA name. */
  readonly timeZone: string;
}

/** An agency's sub-accounts in a few lines, however many there are. */
export function subAccountLines(
  subAccounts: SubAccountsDigest,
  { toMs, levelsDays, timeZone }: SubAccountsWording,
): DigestLine[] {
  const { all, unread, added, removed, addedEmpty, firstSinceMs, fault } = subAccounts;
  if (all.length === 0 && removed.length === 0) {
    const text = fault ? faultText(fault, timeZone) : 'none has been listed so far';
    return [{ label: 'Accounts', text }];
  }
  const lines: DigestLine[] = [
    { label: 'Accounts', text: `${all.length}: ${countsText(all, levelsDays, toMs)}` },
  ];
  const { shown, more } = firstOf(subAccounts, levelsDays, toMs);
  const [first, ...others] = shown.map((one) => entryText(one, timeZone));
  if (first !== undefined) {
    const rest = more > 0 ? [`${more} more: status shows all`] : [];
    lines.push({ label: 'Dry first', text: first, more: [...others, ...rest] });
  }
  if (firstSinceMs !== undefined) {
    const count = added.length === 1 ? '1 sub-account' : `${added.length} sub-accounts`;
    lines.push({
      label: 'New',
      text: `${count} watched since ${localDayAndTime(firstSinceMs, timeZone)}`,
    });
  } else if (added.length > 0) {
    lines.push({ label: 'New', text: namesText(added) });
  }
  if (removed.length > 0) lines.push({ label: 'Removed', text: namesText(removed) });
  if (addedEmpty.length > 0) {
    lines.push({ label: 'Found empty', text: namesText(addedEmpty) });
  }
  if (fault !== undefined) {
    lines.push({ label: 'Not read', text: faultText(fault, timeZone) });
  } else if (unread.length > 0) {
    lines.push({ label: 'Not read', text: unreadText(unread, timeZone) });
  }
  return lines;
}

/** "Client 7 of Agency: runs out Tue 24 Nov, about 07:00" */
export function subAccountHeadline(
  { account, snapshot }: SubAccountSnapshot,
  agencyName: string,
  timeZone: string,
  nameOf: (name: string) => string,
): string {
  const said = snapshot === undefined ? 'No reading yet' : runwayText(snapshot, timeZone);
  return `${nameOf(account.name)} of ${agencyName}: ${said.charAt(0).toLowerCase()}${said.slice(1)}`;
}

/** Those that matter first; where none does, the very first ones. */
function firstOf(
  { all, foundEmpty }: SubAccountsDigest,
  levelsDays: readonly number[],
  toMs: number,
): { shown: readonly SubAccountSnapshot[]; more: number } {
  const untilMs = toMs + Math.max(...levelsDays) * DAY_MS;
  const ahead = all.filter(
    (one) => ['empty', 'dated'].includes(datingOf(one.snapshot)) && !foundEmpty.includes(one),
  );
  // Empty ones have no date: 0.
  const near = ahead.filter(({ snapshot }) => emptyAtMs(snapshot) <= untilMs);
  if (near.length === 0) return { shown: ahead.slice(0, MAX_LISTED_CALM), more: 0 };
  return { shown: near.slice(0, MAX_LISTED), more: Math.max(0, near.length - MAX_LISTED) };
}

/** "Client 7 (421077): 12 SQC, Tue 24 Nov, about 07:00" */
function entryText({ account, snapshot }: SubAccountSnapshot, timeZone: string): string {
  const named = `${shortName(account)} (${account.id})`;
  if (snapshot === undefined) return `${named}: not read yet`;
  const { reading, runwayDays } = snapshot;
  const when =
    snapshot.state === 'empty' ? 'empty' : whenText(reading.atMs, runwayDays?.p50, timeZone);
  return `${named}: ${amountText(reading.balance)}, ${when}`;
}

/** "4: Client 1, Client 2, Client 3 and 1 more" */
function namesText(accounts: readonly SubAccount[]): string {
  const named = accounts.slice(0, MAX_NAMED).map(shortName).join(', ');
  const more = accounts.length - MAX_NAMED;
  return `${accounts.length}: ${named}${more > 0 ? ` and ${more} more` : ''}`;
}

function unreadText(unread: readonly SubAccountSnapshot[], timeZone: string): string {
  const oldestMs = Math.min(
    ...unread.map(({ snapshot, account }) => snapshot?.reading.atMs ?? account.sinceMs),
  );
  const since = localDayAndTime(oldestMs, timeZone);
  return `${namesText(unread.map(({ account }) => account))}; the first since ${since}`;
}

function faultText(
  { message, sinceMs }: NonNullable<SubAccountsDigest['fault']>,
  timeZone: string,
) {
  return `since ${localDayAndTime(sinceMs, timeZone)}: ${cleanName(message, MAX_FAULT)}`;
}

function shortName({ id, name }: SubAccount): string {
  return cleanName(name, MAX_NAME) || id;
}
