import type { WalletState, WatchMemory } from '../state/wallet-state.ts';
import { durationText } from '../text/numbers.ts';

/** Another wallet, as its own last poll left it. */
export interface OtherWallet {
  readonly id: string;
  readonly name: string;
  /** Absent: it has never been polled to an end, as before its key is stored. */
  readonly state?: WalletState;
  /** Of what is no wallet by itself, but is to be looked after likewise. */
  readonly sweep?: { readonly answeredAtMs: number; readonly fault?: string };
}

export interface MissingWallet {
  readonly kind: 'no-data' | 'recovered';
  readonly other: OtherWallet;
  readonly reason: string;
}

/** A wallet that polls but gets no reading tells so itself; one that is not polled at all cannot. */
export function isMissing(other: OtherWallet, nowMs: number, missingAfterMs: number): boolean {
  const atMs = lastSeenMs(other);
  return atMs !== undefined && nowMs - atMs > missingAfterMs;
}

/** When it last gave a sign of life, epoch milliseconds; undefined: there is nothing yet to be missed. */
function lastSeenMs({ state, sweep }: OtherWallet): number | undefined {
  return sweep?.answeredAtMs ?? (state?.series && state.watch.checkedAtMs);
}

const ADVICE = {
  wallet: 'look at its schedule and at the log of the poll function',
  sweep: 'look at their schedule and at the log of the sub-accounts function',
};

/** Tells of other wallets that are not polled any more, and when they are again. */
export function missingWalletRule(
  { missing, aliveSinceMs }: Pick<WatchMemory, 'missing' | 'aliveSinceMs'>,
  otherWallets: readonly OtherWallet[],
  nowMs: number,
  missingAfterMs: number,
): { missing: Readonly<Record<string, number>>; outcomes: readonly MissingWallet[] } {
  // Where this wallet was not polled either, everything stood still: nobody is missed before they could come.
  if (nowMs - aliveSinceMs < missingAfterMs) return { missing, outcomes: [] };
  const after: Record<string, number> = {};
  const outcomes: MissingWallet[] = [];
  for (const other of otherWallets) {
    const notifiedAtMs = missing[other.id];
    if (isMissing(other, nowMs, missingAfterMs)) {
      after[other.id] = notifiedAtMs ?? nowMs;
      if (notifiedAtMs !== undefined) continue;
      const since = durationText(nowMs - (lastSeenMs(other) ?? nowMs));
      const { sweep } = other;
      const advice = sweep ? (sweep.fault ?? ADVICE.sweep) : ADVICE.wallet;
      const reason = `not polled for ${since}: ${advice}`;
      outcomes.push({ kind: 'no-data', other, reason });
    } else if (notifiedAtMs !== undefined) {
      const reason = `polled again, ${durationText(nowMs - notifiedAtMs)} after it was missed`;
      outcomes.push({ kind: 'recovered', other, reason });
    }
  }
  return { missing: after, outcomes };
}
