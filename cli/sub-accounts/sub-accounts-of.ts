import { resolve } from 'node:path';
import { isPresent, subAccountId } from '../../functions/core/agency/sub-account.ts';
import { cleanName } from '../../functions/core/text/clean-name.ts';
import { SETTINGS_FILE } from '../../functions/settings/settings.ts';
import type { NamedSubAccount, WalletAccess } from '../opened-history.ts';
import { note } from '../output/write.ts';

/** Whether the settings ask for a wallet's sub-accounts to be watched. */
export function isAgency({ settings }: Pick<WalletAccess, 'settings'>, wallet: string): boolean {
  return settings?.wallets.some(({ id, subAccounts }) => id === wallet && subAccounts) ?? false;
}

/** Says on standard error where the store has sub-accounts that the settings do not name, so that none is shown or read. */
export async function noteUnnamed(
  access: Pick<WalletAccess, 'settings' | 'sweeps' | 'wallets'>,
): Promise<void> {
  for (const { id } of access.wallets) {
    const count = isAgency(access, id) ? 0 : (await subAccountsOf(access, id)).length;
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
export async function subAccountsOf(
  { sweeps }: Pick<WalletAccess, 'sweeps'>,
  agency: string,
): Promise<NamedSubAccount[]> {
  const inventory = await sweeps.inventory(agency);
  return inventory.filter(isPresent).map(({ id, name }) => ({
    id: subAccountId(agency, id),
    name: cleanName(name),
    subAccount: id,
  }));
}
