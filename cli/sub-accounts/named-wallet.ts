import { subAccountParts } from '../../functions/core/agency/sub-account.ts';
import { CommandError } from '../command-error.ts';
import type { NamedSubAccount, NamedWallet, WalletAccess } from '../opened-history.ts';
import { isAgency, subAccountsOf } from './sub-accounts-of.ts';

/** The wallet or sub-account of this id, with the name that it has; of one that is not known, its id. */
export async function namedWallet(access: WalletAccess, id: string): Promise<NamedWallet> {
  const parent = subAccountParts(id)?.parent;
  const known = parent === undefined ? access.wallets : await subAccountsOf(access, parent);
  const { name } = known.find((one) => one.id === id) ?? { name: id };
  return { id, name };
}

/** Why nothing is known of a sub-account; undefined where the id is none of a known wallet's. */
export async function unknownSubAccount(
  access: WalletAccess,
  id: string,
): Promise<Error | undefined> {
  const parent = id.split('/', 1)[0] ?? '';
  if (parent === id || !access.wallets.some((one) => one.id === parent)) return undefined;
  if (!isAgency(access, parent)) {
    return new CommandError(
      `${parent} has no sub-accounts: "subAccounts" of runway.config.json says which are watched`,
    );
  }
  const present = await subAccountsOf(access, parent);
  const there = present.some((one) => one.id === id)
    ? `no reading of ${id} yet: its turn comes`
    : `no such sub-account of ${parent}; ${rangeText(present)}`;
  return new CommandError(there);
}

/** Says what there is, however many there are. */
function rangeText(present: readonly NamedSubAccount[]): string {
  const [first, last] = [present[0], present.at(-1)];
  if (first === undefined || last === undefined) return 'none has been listed yet';
  if (present.length === 1) return `there is: ${first.id}`;
  return `there are ${present.length}, from ${first.id} to ${last.id}: status lists them`;
}
