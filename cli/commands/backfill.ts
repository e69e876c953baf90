import { setTimeout as pause } from 'node:timers/promises';
import { Presets, SingleBar } from 'cli-progress';
import { Argument, Command } from 'commander';
import { waitingPace } from '../../functions/adapters/smartlyq/log-pace.ts';
import { backlogAt } from '../../functions/core/attribution/log-backlog.ts';
import { isWhole, type LogDay, readShare } from '../../functions/core/attribution/log-day.ts';
import { joined } from '../../functions/core/attribution/logged-spend.ts';
import { dateOf } from '../../functions/core/ledger/day-totals.ts';
import { DAY_MS, MINUTE_MS } from '../../functions/core/ledger/durations.ts';
import { readLogDays } from '../../functions/poll/read-log.ts';
import { CommandError } from '../command-error.ts';
import { LOCAL_WALLET } from '../local/home.ts';
import { wholeNumberBetween } from '../number-arguments.ts';
import type { WalletAccess } from '../opened-history.ts';
import { note, print } from '../output/write.ts';
import { logSource } from '../request-log/log-source.ts';
import { checkWallet, withWallets } from '../wallet-access.ts';

interface BackfillFlags {
  readonly days: number;
  readonly json?: true;
  readonly stack?: string;
}

/** Kept after so many pages, so that little is read again after Ctrl-C. */
const PAGES_AT_ONCE = 5;
/** The vendor asks for a pause this often at most before the command gives up. */
const MAX_PAUSES = 10;

const NOTE = `
It uses at most half of the key's request allowance. Days that were read before are not read again,
so you can stop it and run it again. The key needs the scope logs:read.`;

/** `runway backfill`: what the vendor's log says of the days before the first reading. */
export function backfillCommand(): Command {
  return new Command('backfill')
    .description("read past spend from SmartlyQ's request log, for the forecast and for spend")
    .addArgument(new Argument('[wallet]', 'id of the wallet').default(LOCAL_WALLET))
    .option('--days <n>', 'how many days; the log keeps 90', wholeNumberBetween(1, 90), 28)
    .option('--json', 'print what was read as JSON')
    .option('--stack <name>', 'fill this deployed stack instead of the local history')
    .addHelpText('after', NOTE)
    .action(async (wallet: string, flags: BackfillFlags) => {
      await withWallets(flags, (access) => backfill(access, wallet, flags));
    });
}

async function backfill(access: WalletAccess, wallet: string, flags: BackfillFlags): Promise<void> {
  await checkWallet(access, wallet);
  const readLog = await logSource(flags.stack, access, wallet);
  const { lastDate } = backlogAt(undefined, access.clock());
  const dates = Array.from({ length: flags.days }, (_, age) =>
    dateOf(Date.parse(lastDate) - age * DAY_MS),
  );
  const bar = new SingleBar(
    { format: '{bar} {percentage}%  {what}', stream: process.stderr, clearOnComplete: true },
    Presets.shades_classic,
  );
  bar.start(100, 0, { what: '' });
  let days: readonly LogDay[];
  try {
    days = await readAll(access, wallet, dates, readLog, (known) => {
      const share = known.reduce((sum, day) => sum + readShare(day), 0) / dates.length;
      bar.update(Math.round(100 * share), { what: known.at(-1)?.date ?? '' });
    });
  } finally {
    bar.stop();
  }
  const { total, calls } = joined(days.map(({ spend }) => spend));
  const row = {
    wallet,
    days: days.filter(isWhole).length,
    calls,
    dollars: Number(total.toFixed(2)),
  };
  if (flags.json) print(`${JSON.stringify(row, null, 2)}\n`);
  else {
    const spend = total.toLocaleString('en-US', { style: 'currency', currency: 'USD' });
    print(
      `${row.days} days of ${wallet}: ${calls.toLocaleString('en-US')} charged calls, ${spend}\n`,
    );
    note('The next poll takes them into the forecast.');
  }
}

async function readAll(
  { store, clock }: WalletAccess,
  wallet: string,
  dates: readonly string[],
  readLog: Awaited<ReturnType<typeof logSource>>,
  onProgress: (known: readonly LogDay[]) => void,
): Promise<readonly LogDay[]> {
  // The allowance is counted in this machine's time, whatever time the wallet is in.
  const pace = waitingPace(Date.now, (ms) => pause(ms));
  const from = dates.at(-1) ?? '';
  let known: readonly LogDay[] = (
    await Array.fromAsync(store.logDays(wallet, from, dateOf(clock())))
  ).toReversed();
  for (let pauses = 0; ; ) {
    onProgress(known);
    const bounds = { maxRequests: PAGES_AT_ONCE, deadlineMs: Number.POSITIVE_INFINITY };
    const runtime = { wallet: { id: wallet }, store, readLog, pace, clock };
    const { fault, whole, days } = await readLogDays(dates, known, bounds, runtime);
    known = days;
    if (whole === dates.length) return known;
    if (fault === undefined) continue;
    pauses += 1;
    if (!fault.retryable || pauses > MAX_PAUSES) {
      throw new CommandError(`${fault.message}; run backfill again to go on`, { cause: fault });
    }
    await pause(Math.min(fault.retryAfterMs ?? pauses * 1_000, MINUTE_MS));
  }
}
