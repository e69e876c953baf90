import { Argument, Command, Option } from 'commander';
import { DAY_MS } from '../../functions/core/ledger/durations.ts';
import { LOCAL_WALLET } from '../local/home.ts';
import type { WalletAccess } from '../opened-history.ts';
import { csv } from '../output/csv.ts';
import { jsonArray, note, printAll } from '../output/write.ts';
import { loadSpend } from '../request-log/load-spend.ts';
import { DAY_COLUMNS, dayRows, PART_COLUMNS, partRows } from '../request-log/spend-rows.ts';
import { spendText } from '../request-log/spend-text.ts';
import { since } from '../time-arguments.ts';
import { checkWallet, withWallets } from '../wallet-access.ts';

interface SpendFlags {
  readonly since: number;
  readonly by: 'endpoint' | 'type' | 'key' | 'day';
  readonly format: 'table' | 'json' | 'csv';
  readonly json?: true;
  readonly stack?: string;
}

const NOTE = `
The figures come from SmartlyQ's request log, in whole UTC days. Today is included if the key can be read:
set SMARTLYQ_API_KEY, or use --stack. "not in the log" is what the balance fell by beyond that.`;

/** `runway spend`: why it burns. */
export function spendCommand(): Command {
  return new Command('spend')
    .description('show what the credits were spent on')
    .addArgument(new Argument('[wallet]', 'id of the wallet').default(LOCAL_WALLET))
    .addOption(
      new Option('--since <time>', 'start here: an age (24h, 7d), or a date or time in UTC')
        .argParser((text) => since(text))
        .default(Date.now() - 7 * DAY_MS, '7d'),
    )
    .addOption(
      new Option('--by <part>', 'split the spend by')
        .choices(['endpoint', 'type', 'key', 'day'])
        .default('type'),
    )
    .addOption(
      new Option('--format <format>', 'format of the output')
        .choices(['table', 'json', 'csv'])
        .default('table'),
    )
    .addOption(new Option('--json', 'short for --format json').implies({ format: 'json' }))
    .option('--stack <name>', 'use the history of this deployed stack instead of the local one')
    .addHelpText('after', NOTE)
    .action(async (wallet: string, flags: SpendFlags, command: Command) => {
      if (flags.json && flags.format !== 'json') {
        command.error('error: give either --json or another --format', { exitCode: 2 });
      }
      await withWallets(flags, (access) => showSpend(access, wallet, flags));
    });
}

async function showSpend(access: WalletAccess, wallet: string, flags: SpendFlags): Promise<void> {
  const { by, format, since: sinceMs, stack } = flags;
  await checkWallet(access, wallet);
  const spend = await loadSpend(access, wallet, sinceMs, stack);
  if (spend === undefined) {
    note(`nothing of ${wallet} is known from SmartlyQ's request log: run backfill`);
    if (format !== 'table') await printAll(encoded([], PART_COLUMNS, format));
    return;
  }
  if (spend.without !== undefined) note(spend.without);
  if (format === 'table') await printAll(spendText(spend, by, wallet));
  else if (by === 'day') await printAll(encoded(dayRows(spend), DAY_COLUMNS, format));
  else await printAll(encoded(partRows(spend, by), PART_COLUMNS, format));
}

function encoded(
  rows: readonly object[],
  columns: readonly string[],
  format: 'json' | 'csv',
): AsyncIterable<string> {
  const all = async function* () {
    yield* rows;
  };
  return format === 'json' ? jsonArray(all()) : csv(all(), columns);
}
