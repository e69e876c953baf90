import type { SubAccountSnapshot } from '../agency/sub-account-snapshot.ts';
import { type Severity, severityOfLevel } from '../alert/alert.ts';
import type { WalletDigest } from '../digest/digest.ts';
import { isTooEarly } from '../forecast/forecast.ts';
import { isTrouble, urgency } from '../state/outlook.ts';
import type { DigestInput } from './digest-input.ts';
import { walletHeadline } from './digest-lines.ts';
import { subAccountHeadline } from './digest-sub-accounts.ts';

/** As grave as the worst of its wallets: "all is well" wakes nobody. */
export function digestSeverity(input: Pick<DigestInput, 'wallets' | 'levelsDays'>): Severity {
  const looks = input.wallets.flatMap((one) => looksAt(one, input));
  if (looks.length === 0) return 'info';
  const isUrgent = looks.some(({ one, sub }) => {
    const standing = sub === undefined ? one.standing : sub.standing;
    if (standing === undefined) return false;
    const isRecharged = sub === undefined && one.nextRecharge !== undefined;
    const days = isRecharged ? undefined : standing.runwayDays?.p50;
    return standing.state === 'empty' || severityOfLevel(days ?? 99) === 'critical';
  });
  return isUrgent ? 'critical' : 'warning';
}

/** Those that need a look first, then by days left. */
export function needLookFirst(
  input: Pick<DigestInput, 'wallets' | 'levelsDays'>,
): readonly WalletDigest[] {
  return input.wallets.toSorted(
    (a, b) =>
      Number(looksAt(b, input).length > 0) - Number(looksAt(a, input).length > 0) ||
      urgencyOf(a) - urgencyOf(b),
  );
}

/** A wallet, or a sub-account of it. */
interface Look {
  readonly one: WalletDigest;
  readonly sub?: SubAccountSnapshot;
}

/** What is to be looked at of a wallet: itself, its sub-accounts. */
function looksAt(one: WalletDigest, input: Pick<DigestInput, 'levelsDays'>): Look[] {
  const { looks = [] } = one.subAccounts ?? {};
  return [...(needsLook(one, input) ? [{ one }] : []), ...looks.map((sub) => ({ one, sub }))];
}

/** Of the wallet itself. */
function needsLook(
  { standing, isStale, isWebhookPaused, nextRecharge, subAccounts }: WalletDigest,
  { levelsDays }: Pick<DigestInput, 'levelsDays'>,
): boolean {
  if (standing === undefined || isStale || isWebhookPaused || subAccounts?.fault) return true;
  // What refills itself is watched by how it has done so, not by its date.
  return nextRecharge === undefined ? isTrouble(standing, levelsDays) : standing.state === 'empty';
}

/** Of the wallet or of the worst of its sub-accounts, whichever comes first. */
function urgencyOf({ standing, subAccounts }: WalletDigest): number {
  const foundEmpty = new Set(subAccounts?.foundEmpty);
  const subs = subAccounts?.all.filter((sub) => !foundEmpty.has(sub)) ?? [];
  return Math.min(urgency(standing), ...subs.map((sub) => urgency(sub.standing)));
}

/** Line 1: all is well, or look at this. `nameOf` makes a name fit for its channel. */
export function digestHeadline(input: DigestInput, nameOf: (name: string) => string): string {
  const { wallets, timeZone } = input;
  if (wallets.length === 0) return 'No wallets are watched.';
  const looks = wallets.flatMap((one) => looksAt(one, input));
  const about = aboutFirst(looks.length > 0 ? looks : everyOf(wallets), timeZone, nameOf);
  if (looks.length > 0) {
    return looks.length === 1
      ? `Look at ${about}.`
      : `Look at ${looks.length} wallets. First ${about}.`;
  }
  if (everyOf(wallets).every(({ one, sub }) => isUnknown(sub ?? one))) return `${about}.`;
  const subs = wallets.reduce((sum, { subAccounts }) => sum + (subAccounts?.all.length ?? 0), 0);
  if (wallets.length + subs === 1) return `All is well. ${about}.`;
  const subText = subs === 1 ? '1 sub-account' : `${subs} sub-accounts`;
  const [only] = wallets;
  const who =
    only !== undefined && wallets.length === 1
      ? `${nameOf(only.wallet.name)} and its ${subText}`
      : `${wallets.length} wallets${subs === 0 ? '' : ` and ${subText}`}`;
  return `All is well with ${who}. First ${about}.`;
}

/** Of one reading nobody knows whether all is well. */
function isUnknown({ standing }: Pick<WalletDigest, 'standing'>): boolean {
  return standing === undefined || isTooEarly(standing);
}

function everyOf(wallets: readonly WalletDigest[]): Look[] {
  return wallets.flatMap((one) => {
    const foundEmpty = new Set(one.subAccounts?.foundEmpty);
    const subs = one.subAccounts?.all.filter((sub) => !foundEmpty.has(sub)) ?? [];
    return [{ one }, ...subs.map((sub) => ({ one, sub }))];
  });
}

/** The most urgent one, in a few words. */
function aboutFirst(
  looks: readonly Look[],
  timeZone: string,
  nameOf: (name: string) => string,
): string {
  const ranked = looks.toSorted((a, b) => urgencyOfLook(a) - urgencyOfLook(b));
  const [first] = ranked;
  if (first === undefined) return '';
  const { one, sub } = first;
  const name = nameOf(one.wallet.name);
  return sub === undefined
    ? walletHeadline(one, name, timeZone)
    : subAccountHeadline(sub, name, timeZone, nameOf);
}

function urgencyOfLook({ one, sub }: Look): number {
  return urgency(sub === undefined ? one.standing : sub.standing);
}
