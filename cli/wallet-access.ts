import { createSnoozeStore } from '../functions/adapters/table/snooze-item.ts';
import { createSweepStore } from '../functions/adapters/table/sweep-items.ts';
import { createWalletStore } from '../functions/adapters/table/wallet-store.ts';
import { cleanName } from '../functions/core/text/clean-name.ts';
import { CommandError, StoreError } from './command-error.ts';
import { hasHistory, homeOf, LOCAL_WALLET, noHistory, openToRead } from './local/home.ts';
import { settingsHere } from './local/settings.ts';
import { clockOf, readTimeLapse } from './local/time-lapse.ts';
import type { WalletAccess } from './opened-history.ts';
import { unknownSubAccount } from './sub-accounts/named-wallet.ts';

export interface AccessFlags {
  readonly stack?: string;
}

/** Opens the history, local or with `--stack` the deployed one, and closes it in the end. */
export async function withWallets<T>(
  flags: AccessFlags,
  use: (access: WalletAccess) => Promise<T>,
): Promise<T> {
  return flags.stack === undefined ? withHome(use) : withStack(flags.stack, use);
}

/** @throws CommandError naming the wallets there are, when this one is not known and has no history */
export async function checkWallet(access: WalletAccess, wallet: string): Promise<void> {
  const { version, recent } = await access.store.load(wallet, access.clock() - 3_600_000);
  if (version > 0 || recent.length > 0) return;
  if (access.wallets.some(({ id }) => id === wallet)) throw access.neverRecorded(wallet);
  const unknown = await unknownSubAccount(access, wallet);
  if (unknown !== undefined) throw unknown;
  throw unknownWallet(
    wallet,
    access.wallets.map(({ id }) => id),
  );
}

/**
 * For what works without a history: the wallets of the settings count as well as the store's.
 * @throws CommandError naming the wallets there are
 */
export async function checkWalletHere(wallet: string): Promise<void> {
  const home = homeOf(process.env);
  const settings = settingsHere();
  const named = settings?.wallets.map(({ id }) => id) ?? [];
  if (wallet === LOCAL_WALLET || named.includes(wallet)) return;
  if (hasHistory(home)) {
    await withHome((access) => checkWallet(access, wallet));
    return;
  }
  throw unknownWallet(wallet, [...new Set([LOCAL_WALLET, ...named])]);
}

function unknownWallet(wallet: string, known: readonly string[]): CommandError {
  const there = `there ${known.length > 1 ? 'are' : 'is'}: ${known.join(', ')}`;
  return new CommandError(
    `no wallet "${cleanName(wallet)}"; ${known.length === 0 ? 'no runway.config.json here names any' : there}`,
  );
}

async function withHome<T>(use: (access: WalletAccess) => Promise<T>): Promise<T> {
  const home = homeOf(process.env);
  const settings = settingsHere();
  const { client, tableName, facts, close } = await openToRead(home);
  const named = settings?.wallets.find(({ id }) => id === LOCAL_WALLET);
  try {
    return await use({
      store: createWalletStore(client, tableName),
      snoozes: createSnoozeStore(client, tableName),
      sweeps: createSweepStore(client, tableName),
      settings,
      wallets: [{ id: LOCAL_WALLET, name: cleanName(named?.name ?? LOCAL_WALLET) }],
      timeZone: settings?.timeZone ?? 'UTC',
      clock: clockOf(readTimeLapse(process.env)),
      isTestKey: facts?.isTestKey ?? false,
      neverRecorded: () => noHistory(home),
    });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'ECONNREFUSED' && code !== 'ECONNRESET') throw error;
    const message = `the watch that had ${home} open has ended meanwhile: run the command again`;
    throw new StoreError(message, { cause: error });
  } finally {
    await close();
  }
}

async function withStack<T>(stack: string, use: (access: WalletAccess) => Promise<T>): Promise<T> {
  const settings = settingsHere();
  // CloudFormation's client is a part of the start-up that local commands need not pay for.
  const { awsError, stackTable } = await import('./stack-table.ts');
  const { client, tableName } = await stackTable(stack);
  try {
    return await use({
      store: createWalletStore(client, tableName),
      snoozes: createSnoozeStore(client, tableName),
      sweeps: createSweepStore(client, tableName),
      settings,
      wallets: (settings?.wallets ?? []).map(({ id, name }) => ({ id, name: cleanName(name) })),
      timeZone: settings?.timeZone ?? 'UTC',
      clock: Date.now,
      isTestKey: false,
      neverRecorded: (wallet) =>
        new CommandError(
          `no reading of ${wallet} yet: store its API key with setup, then wait a poll`,
        ),
    });
  } catch (error) {
    throw awsError(error, stack);
  } finally {
    client.destroy();
  }
}
