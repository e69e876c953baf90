import { isPresent, subWalletId } from '../../functions/core/sub-wallet.ts';
import { cleanName } from '../../functions/core/wording/clean-name.ts';
import type { NamedWallet, WalletAccess } from '../wallet-access.ts';

/** A sub-account that is watched, as a wallet of its own. */
export interface SubWallet extends NamedWallet {
  /** The vendor's number. */
  readonly subAccount: string;
}

/** Whether the settings ask for a wallet's sub-accounts to be watched. */
export function isAgency({ settings }: Pick<WalletAccess, 'settings'>, wallet: string): boolean {
  return settings?.wallets.some(({ id, subAccounts }) => id === wallet && subAccounts) ?? false;
}

/** Those that the vendor listed last, in the order of their numbers. */
export async function subWalletsOf(
  { rounds }: Pick<WalletAccess, 'rounds'>,
  agency: string,
): Promise<SubWallet[]> {
  const roster = await rounds.roster(agency);
  return roster.filter(isPresent).map(({ id, name }) => ({
    id: subWalletId(agency, id),
    name: cleanName(name),
    subAccount: id,
  }));
}
