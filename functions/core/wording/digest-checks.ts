import type { SubAccountSnapshot } from '../agency/sub-account-snapshot.ts';
import { type Severity, severityOfLevel } from '../alert/alert.ts';
import type { WalletDigest } from '../digest/digest.ts';
import { isTooEarly } from '../forecast/forecast.ts';
import { isTrouble, urgency } from '../state/urgency.ts';
import type { DigestInput } from './digest-input.ts';
import { walletHeadline } from './digest-lines.ts';
import { subAccountHeadline } from './digest-sub-accounts.ts';

/** As grave as the worst of its wallets: "all is well" wakes nobody. */
export function digestSeverity(input: Pick<DigestInput, 'wallets' | 'levelsDays'>): Severity {
  const attention = input.wallets.flatMap((one) => needingAttention(one, input));
  if (attention.length === 0) return 'info';
  const isUrgent = attention.some(({ one, sub }) => {
    const snapshot = sub === undefined ? one.snapshot : sub.snapshot;
    if (snapshot === undefined) return false;
    const isRecharged = sub === undefined && one.nextRecharge !== undefined;
    const days = isRecharged ? undefined : snapshot.runwayDays?.p50;
    return snapshot.state === 'empty' || severityOfLevel(days ?? 99) === 'critical';
  });
  return isUrgent ? 'critical' : 'warning';
}

/** Those that need a look first, then by days left. */
export function attentionFirst(
  input: Pick<DigestInput, 'wallets' | 'levelsDays'>,
): readonly WalletDigest[] {
  return input.wallets.toSorted(
    (a, b) =>
      Number(needingAttention(b, input).length > 0) -
        Number(needingAttention(a, input).length > 0) || urgencyOf(a) - urgencyOf(b),
  );
}

/** A wallet, or a sub-account of it. */
interface Attention {
  readonly one: WalletDigest;
  readonly sub?: SubAccountSnapshot;
}

/** What is to be looked at of a wallet: itself, its sub-accounts. */
function needingAttention(one: WalletDigest, input: Pick<DigestInput, 'levelsDays'>): Attention[] {
  const { attention = [] } = one.subAccounts ?? {};
  return [
    ...(needsAttention(one, input) ? [{ one }] : []),
    ...attention.map((sub) => ({ one, sub })),
  ];
}

/** Of the wallet itself. */
function needsAttention(
  { snapshot, isStale, isWebhookPaused, nextRecharge, subAccounts }: WalletDigest,
  { levelsDays }: Pick<DigestInput, 'levelsDays'>,
): boolean {
  if (snapshot === undefined || isStale || isWebhookPaused || subAccounts?.fault) return true;
  // What recharges itself is watched by how it has done so, not by its date.
  return nextRecharge === undefined ? isTrouble(snapshot, levelsDays) : snapshot.state === 'empty';
}

/** Of the wallet or of the worst of its sub-accounts, whichever comes first. */
function urgencyOf({ snapshot, subAccounts }: WalletDigest): number {
  const foundEmpty = new Set(subAccounts?.foundEmpty);
  const subs = subAccounts?.all.filter((sub) => !foundEmpty.has(sub)) ?? [];
  return Math.min(urgency(snapshot), ...subs.map((sub) => urgency(sub.snapshot)));
}

/** Line 1: all is well, or look at this. `nameOf` makes a name fit for its channel. */
export function digestHeadline(input: DigestInput, nameOf: (name: string) => string): string {
  const { wallets, timeZone } = input;
  if (wallets.length === 0) return 'No wallets are watched.';
  const attention = wallets.flatMap((one) => needingAttention(one, input));
  const about = aboutFirst(attention.length > 0 ? attention : everyOf(wallets), timeZone, nameOf);
  if (attention.length > 0) {
    return attention.length === 1
      ? `Look at ${about}.`
      : `Look at ${attention.length} wallets. First ${about}.`;
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
function isUnknown({ snapshot }: Pick<WalletDigest, 'snapshot'>): boolean {
  return snapshot === undefined || isTooEarly(snapshot);
}

function everyOf(wallets: readonly WalletDigest[]): Attention[] {
  return wallets.flatMap((one) => {
    const foundEmpty = new Set(one.subAccounts?.foundEmpty);
    const subs = one.subAccounts?.all.filter((sub) => !foundEmpty.has(sub)) ?? [];
    return [{ one }, ...subs.map((sub) => ({ one, sub }))];
  });
}

/** The most urgent one, in a few words. */
function aboutFirst(
  attention: readonly Attention[],
  timeZone: string,
  nameOf: (name: string) => string,
): string {
  const ranked = attention.toSorted((a, b) => urgencyOfAttention(a) - urgencyOfAttention(b));
  const [first] = ranked;
  if (first === undefined) return '';
  const { one, sub } = first;
  const name = nameOf(one.wallet.name);
  return sub === undefined
    ? walletHeadline(one, name, timeZone)
    : subAccountHeadline(sub, name, timeZone, nameOf);
}

function urgencyOfAttention({ one, sub }: Attention): number {
  return urgency(sub === undefined ? one.snapshot : sub.snapshot);
}
