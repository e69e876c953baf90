import { Command } from 'commander';
import { staleAfterMs } from '../../functions/engine/runtime.ts';
import { CommandError } from '../command-error.ts';
import type { WalletAccess } from '../opened-history.ts';
import { print } from '../output/write.ts';
import { levelsFor, pollMinutesFor } from '../report/policy-for.ts';
import { type AgencyStatus, agencyStatusOf } from '../status/agency-status.ts';
import { agencyText } from '../status/agency-text.ts';
import { statusRow } from '../status/status-json.ts';
import { statusText } from '../status/status-text.ts';
import { statusOf, type WalletStatus } from '../status/wallet-status.ts';
import { isAgency, noteUnnamed } from '../sub-accounts/sub-accounts-of.ts';
import { withWallets } from '../wallet-access.ts';

interface StatusFlags {
  readonly json?: true;
  readonly stack?: string;
}

/** `runway status`: every wallet at a glance. */
export function statusCommand(): Command {
  return new Command('status')
    .description('show the balance, daily spend, run-out date and open alerts of every wallet')
    .option(
      '--json',
      'print a JSON array of all wallets and sub-accounts, amounts with every digit',
    )
    .option('--stack <name>', 'use the history of this deployed stack instead of the local one')
    .action(async (flags: StatusFlags) => {
      await withWallets(flags, (access) => showStatus(access, flags.json === true));
    });
}

interface Found {
  readonly status: WalletStatus;
  /** Of an agency: its sub-accounts. */
  readonly agency?: AgencyStatus;
}

async function showStatus(access: WalletAccess, isJson: boolean): Promise<void> {
  const { wallets, timeZone, isTestKey } = access;
  if (wallets.length === 0) {
    throw new CommandError('no runway.config.json here: it names the wallets of the stack');
  }
  await noteUnnamed(access);
  const nowMs = access.clock();
  const found: Found[] = [];
  for (const wallet of wallets) {
    const status = await statusOf(access, wallet, nowMs);
    const agency = isAgency(access, wallet.id)
      ? await agencyStatusOf(access, wallet.id, nowMs)
      : undefined;
    found.push({ status, agency });
  }
  const [only] = found;
  if (found.length === 1 && only?.status.last === undefined && !only?.agency?.subAccounts.length) {
    throw access.neverRecorded(only?.status.wallet.id ?? '');
  }
  if (isJson) {
    const all = found.flatMap(({ status, agency }) => [status, ...(agency?.subAccounts ?? [])]);
    const rows = all.map((status) => statusRow(status, { nowMs, isTestKey }));
    print(`${JSON.stringify(rows, null, 2)}\n`);
    return;
  }
  const facts = {
    nowMs,
    timeZone,
    isTestKey,
    withinDays: Math.max(...levelsFor(access)),
    staleAfterMs: staleAfterMs(pollMinutesFor(access)),
  };
  const texts = found.flatMap(({ status, agency }) => [
    statusText(status, facts),
    ...(agency ? [agencyText(status.wallet, agency, facts)] : []),
  ]);
  print(texts.join('\n'));
}
