import { Command } from 'commander';
import { CommandError } from '../command-error.ts';
import { print } from '../output/write.ts';
import { statusRow } from '../status/status-json.ts';
import { statusText } from '../status/status-text.ts';
import { statusOf, type WalletStatus } from '../status/wallet-status.ts';
import { type WalletAccess, withWallets } from '../wallet-access.ts';

interface StatusFlags {
  readonly json?: true;
  readonly stack?: string;
}

/** `runway status`: every wallet at a glance. */
export function statusCommand(): Command {
  return new Command('status')
    .description('every wallet: balance, burn a day, runway, open alerts, last reading')
    .option('--json', 'an array, amounts with every digit')
    .option('--stack <name>', 'the deployed stack of this name instead of the local store')
    .action(async (flags: StatusFlags) => {
      await withWallets(flags, (access) => showStatus(access, flags.json === true));
    });
}

async function showStatus(access: WalletAccess, isJson: boolean): Promise<void> {
  const { wallets, timeZone, isTestKey } = access;
  if (wallets.length === 0) {
    throw new CommandError('no runway.config.json here: it names the wallets of the stack');
  }
  const nowMs = Date.now();
  const found: WalletStatus[] = [];
  for (const wallet of wallets) found.push(await statusOf(access, wallet, nowMs));
  const [only] = found;
  if (found.length === 1 && only?.last === undefined) {
    throw access.neverRecorded(only?.wallet.id ?? '');
  }
  if (isJson) {
    const rows = found.map((status) => statusRow(status, { nowMs, isTestKey }));
    print(`${JSON.stringify(rows, null, 2)}\n`);
    return;
  }
  print(found.map((status) => statusText(status, { nowMs, timeZone, isTestKey })).join('\n'));
}
