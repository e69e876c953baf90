import { subAccountParts } from '../core/agency/sub-account.ts';
import type { ChannelSettings, Settings, WalletSettings } from './settings-schema.ts';

/** Thrown for a wallet that the settings do not name. */
export class UnknownWalletError extends Error {
  override readonly name = 'UnknownWalletError';
}

/** @throws UnknownWalletError naming the wallets that there are; a sub-account is none of them */
export function walletOf(settings: Settings, id: string): WalletSettings {
  const wallet = settings.wallets.find((one) => one.id === id);
  if (wallet !== undefined) return wallet;
  const known = settings.wallets.map((one) => one.id).join(', ');
  throw new UnknownWalletError(`no wallet "${id}" in the settings; there are: ${known}`);
}

/** Whether the settings have this wallet watched, be it one of theirs or a sub-account of one. */
export function isKnownWallet(
  { wallets }: { readonly wallets: readonly Pick<WalletSettings, 'id' | 'subAccounts'>[] },
  id: string,
): boolean {
  const { parent, subAccount } = subAccountParts(id) ?? { parent: id };
  const wallet = wallets.find((one) => one.id === parent);
  return wallet !== undefined && (subAccount === undefined || isWatched(wallet, subAccount));
}

/** The wallets whose sub-accounts are watched. */
export function agenciesOf({ wallets }: Pick<Settings, 'wallets'>): readonly Agency[] {
  return wallets.filter((wallet): wallet is Agency => wallet.subAccounts !== undefined);
}

export type Agency = WalletSettings & Required<Pick<WalletSettings, 'subAccounts'>>;

/** Whether the settings ask for this sub-account to be watched. */
export function isWatched(
  { subAccounts }: Pick<WalletSettings, 'subAccounts'>,
  subAccount: string,
): boolean {
  return subAccounts === 'all' || (subAccounts?.includes(subAccount) ?? false);
}

/** The SSM parameter that holds the signing secret of a wallet's webhook; undefined where it takes none. */
export function webhookSecretOf(settings: Settings, id: string): string | undefined {
  return settings.wallets.find((wallet) => wallet.id === id)?.webhookSecretParameter;
}

/** The channels that are notified about a wallet and its sub-accounts. `id` undefined: all channels */
export function matchingChannels(
  { channels }: Pick<Settings, 'channels'>,
  id: string | undefined,
): readonly ChannelSettings[] {
  return channels.filter(
    ({ wallets }) => id === undefined || wallets === undefined || wallets.includes(id),
  );
}

/** Who is notified about alarms of the stack itself: all but webhooks, whose receivers know the form of an alert alone. */
export function alarmChannels({
  channels,
}: Pick<Settings, 'channels'>): readonly ChannelSettings[] {
  return channels.filter(({ type }) => type !== 'webhook');
}

/** The other wallets, in a ring that begins behind this one: each looks after the next. */
export function loadOtherWallets(
  { wallets }: Pick<Settings, 'wallets'>,
  id: string,
): readonly WalletSettings[] {
  const at = wallets.findIndex((wallet) => wallet.id === id);
  return [...wallets.slice(at + 1), ...wallets.slice(0, Math.max(0, at))];
}
