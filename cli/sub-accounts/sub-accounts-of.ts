import { resolve } from 'node:path';
import { isPresent, subWalletId } from '../../functions/core/agency/sub-account.ts';
import { cleanName } from '../../functions/core/text/clean-name.ts';
import { SETTINGS_FILE } from '../../functions/settings/settings.ts';
import type { WalletAccess } from '../opened-history.ts';
import { note } from '../output/write.ts';
import type { SubWallet } from './sub-account.ts';

/** Whether the settings ask for a wallet's sub-accounts to be watched. */
export function isAgency({ settings }: Pick<WalletAccess, 'settings'>, wallet: string): boolean {
  return settings?.wallets.some(({ id, subAccounts }) => id === wallet && subAccounts) ?? false;
}

/** Says on standard error where the store has sub-accounts that the settings do not name, so that none is shown or read. */
export async function noteUnnamed(
  access: Pick<WalletAccess, 'settings' | 'rounds' | 'wallets'>,
): Promise<void> {
  for (const { id } of access.wallets) {
    const count = isAgency(access, id) ? 0 : (await subWalletsOf(access, id)).length;
    if (count === 0) continue;
    const file = resolve(SETTINGS_FILE);
    const why =
      access.settings === undefined
        ? `there is no ${file}`
        : `${file} does not name "subAccounts" of ${id}`;
    const what = count === 1 ? '1 sub-account is' : `${count} sub-accounts are`;
    note(`${id}: ${what} in the history and left out, because ${why}.`);
  }
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
