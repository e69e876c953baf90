import type { Settings, SlackSettings, WalletSettings } from './settings.ts';

/** Thrown for a wallet that the settings do not name. */
export class UnknownWalletError extends Error {
  override readonly name = 'UnknownWalletError';
}

/** @throws UnknownWalletError naming the wallets that there are */
export function walletOf(settings: Settings, id: string): WalletSettings {
  const wallet = settings.wallets.find((one) => one.id === id);
  if (wallet !== undefined) return wallet;
  const known = settings.wallets.map((one) => one.id).join(', ');
  throw new UnknownWalletError(`no wallet "${id}" in the settings; there are: ${known}`);
}

/** The Slack destinations that want to hear of a wallet. */
export function destinationsOf(settings: Settings, id: string): readonly SlackSettings[] {
  return settings.slack.filter(({ wallets }) => wallets === undefined || wallets.includes(id));
}
