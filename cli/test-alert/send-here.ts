import { createWalletStore } from '../../functions/adapters/table/wallet-store.ts';
import { sendTest, type TestResult } from '../../functions/poll/send-test.ts';
import { POLL_TIMEOUT_SECONDS } from '../../functions/settings/environment.ts';
import { CommandError } from '../command-error.ts';
import { localChannels, readLocalChannels } from '../local/channels.ts';
import { settingsHere } from '../local/settings.ts';
import { openLocalTable } from '../local/table.ts';
import { checkWalletHere } from '../wallet-access.ts';

const SILENT = { info: () => {}, warn: () => {}, error: () => {} };

/**
 * The way of an alert on this machine: local topic and the channels of the environment. The record goes to a table in
 * memory: the store may be in use by a watch, and a test is no part of a wallet's history there.
 * @throws CommandError naming the wallets there are, when neither settings nor store know this one
 */
export async function sendHere(wallet: string, write: (text: string) => void): Promise<TestResult> {
  await checkWalletHere(wallet);
  const { found, faults } = await readLocalChannels(process.env);
  if (faults.length > 0) throw new CommandError(faults.join('\n  '));
  const channels = localChannels(found, write);
  const table = await openLocalTable();
  try {
    return await sendTest({
      wallet: { id: wallet, name: wallet },
      store: createWalletStore(table.client, table.tableName),
      channels,
      policy: { levelsDays: [7, 3, 1], timeZone: settingsHere()?.timeZone ?? 'UTC' },
      pollMinutes: 15,
      timeoutMs: POLL_TIMEOUT_SECONDS * 1_000,
      clock: Date.now,
      log: SILENT,
    });
  } finally {
    await table.close();
  }
}
