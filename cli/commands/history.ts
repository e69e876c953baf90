import { Argument, Command, Option } from 'commander';
import { dateOf } from '../../functions/core/ledger/day-totals.ts';
import { DAY_MS, HOUR_MS } from '../../functions/core/ledger/durations.ts';
import { READING_COLUMNS, type ReadingRow, readingRow } from '../history/reading-row.ts';
import { dayRows, hourRows, SPAN_COLUMNS, type SpanRow } from '../history/span-row.ts';
import { readingsTable, spansTable } from '../history/tables.ts';
import { LOCAL_WALLET } from '../local/home.ts';
import type { Clock } from '../local/time-lapse.ts';
import type { WalletAccess } from '../opened-history.ts';
import { csv } from '../output/csv.ts';
import { jsonArray, note, printAll } from '../output/write.ts';
import { since } from '../time-arguments.ts';
import { checkWallet, withWallets } from '../wallet-access.ts';

interface HistoryFlags {
  readonly since: number;
  readonly by: 'reading' | 'hour' | 'day';
  readonly format: 'table' | 'json' | 'csv';
  readonly json?: true;
  readonly stack?: string;
}

/** `runway history`: any length, streamed. */
export function historyCommand(): Command {
  return new Command('history')
    .description('show the readings, hours or days of a wallet; times are UTC')
    .addArgument(new Argument('[wallet]', 'id of the wallet').default(LOCAL_WALLET))
    .addOption(
      new Option('--since <time>', 'start here: an age (90m, 24h, 7d), or a date or time in UTC')
        .argParser((text) => since(text))
        .default(Date.now() - 7 * DAY_MS, '7d'),
    )
    .addOption(
      new Option('--by <span>', 'print one row for each of these')
        .choices(['reading', 'hour', 'day'])
        .default('reading'),
    )
    .addOption(
      new Option('--format <format>', 'format of the output; json and csv have every digit')
        .choices(['table', 'json', 'csv'])
        .default('table'),
    )
    .addOption(new Option('--json', 'short for --format json').implies({ format: 'json' }))
    .option('--stack <name>', 'use the history of this deployed stack instead of the local one')
    .action(async (wallet: string, flags: HistoryFlags, command: Command) => {
      if (flags.json && flags.format !== 'json') {
        command.error('error: give either --json or another --format', { exitCode: 2 });
      }
      await withWallets(flags, (access) => showHistory(access, wallet, flags));
    });
}

async function showHistory(
  access: WalletAccess,
  wallet: string,
  { since: sinceMs, by, format }: HistoryFlags,
): Promise<void> {
  await checkWallet(access, wallet);
  let count = 0;
  const counted = async function* <T>(rows: AsyncIterable<T>): AsyncGenerator<T> {
    for await (const row of rows) {
      count += 1;
      yield row;
    }
  };
  if (by === 'reading') {
    const rows = counted(readingRows(access, wallet, sinceMs));
    await printAll(
      format === 'table' ? readingsTable(rows) : encoded(rows, READING_COLUMNS, format),
    );
  } else {
    const rows = counted(spanRows(access, wallet, sinceMs, by));
    await printAll(format === 'table' ? spansTable(rows) : encoded(rows, SPAN_COLUMNS, format));
  }
  if (count === 0) note(`no readings of ${wallet} since ${new Date(sinceMs).toISOString()}`);
}

function encoded(
  rows: AsyncIterable<object>,
  columns: readonly string[],
  format: 'json' | 'csv',
): AsyncIterable<string> {
  return format === 'json' ? jsonArray(rows) : csv(rows, columns);
}

async function* readingRows(
  { store, clock }: WalletAccess,
  wallet: string,
  sinceMs: number,
): AsyncGenerator<ReadingRow> {
  for await (const recorded of store.readings(wallet, sinceMs, endMs(sinceMs, clock)))
    yield readingRow(recorded);
}

/** Whole hours and days: the one in which `sinceMs` lies is not cut. */
async function* spanRows(
  { store, clock }: WalletAccess,
  wallet: string,
  sinceMs: number,
  by: 'hour' | 'day',
): AsyncGenerator<SpanRow> {
  if (by === 'hour') {
    const hourMs = sinceMs - (sinceMs % HOUR_MS);
    yield* hourRows(store.readings(wallet, hourMs, endMs(sinceMs, clock)));
    return;
  }
  const from = dateOf(sinceMs);
  const { state } = await store.load(wallet, endMs(sinceMs, clock));
  yield* dayRows(store.days(wallet, from, dateOf(endMs(sinceMs, clock))), state, from);
}

/** The clock that dated the readings may be ahead of ours; and a query's end is never before its start. */
function endMs(sinceMs: number, clock: Clock): number {
  return Math.max(sinceMs, clock() + DAY_MS);
}
