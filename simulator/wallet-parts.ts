/** A balance in its two parts, ten-thousandths of a credit. */
export interface WalletParts {
  /** Expires at the reset. */
  monthly: number;
  /** Negative while the wallet is overdrawn. */
  purchased: number;
}

/** Which part pays first; the vendor does not document it. */
export type SpendFirst = 'monthly' | 'purchased';

export function total({ monthly, purchased }: WalletParts): number {
  return monthly + purchased;
}

/** Takes `units`, at most what is left, from the first part and then from the other. */
export function take(parts: WalletParts, units: number, first: SpendFirst): void {
  const other: SpendFirst = first === 'monthly' ? 'purchased' : 'monthly';
  const fromFirst = Math.min(Math.max(parts[first], 0), units);
  parts[first] -= fromFirst;
  parts[other] -= units - fromFirst;
}
