import { Command, InvalidArgumentError, Option } from 'commander';
import { forecast } from '../../functions/core/forecast/forecast.ts';
import { spendByDay, spendByHour } from '../../functions/core/forecast/model/spend-totals.ts';
import { toNumber } from '../../functions/core/ledger/amount.ts';
import { answerBatch } from '../forecasting/batch.ts';
import { BadReadingsError } from '../forecasting/readings-file.ts';
import { historyOf, type ObservedBalance } from '../forecasting/series.ts';
import { forecastJson, forecastText } from '../forecasting/show-forecast.ts';
import { numberBetween } from '../number-arguments.ts';
import { note } from '../output/write.ts';
import { PAST_COLUMNS, PAST_FORMATS, pastReadings } from '../replay/past-readings.ts';
import { since } from '../time-arguments.ts';

interface ForecastFlags {
  readonly batch?: boolean;
  readonly json?: boolean;
  readonly now?: number;
  readonly emptyAt: number;
  readonly refillDays: number;
}

const POLL_MINUTES = 15;

const FORMATS = `
${PAST_FORMATS}

With --batch, each line of standard input is one wallet, and each line of standard output is its answer.
The forecast is made at the time of the last reading:
  {"id":"a","readings":[["2025-01-07T00:00:00Z",1234.5],…],"emptyAt":0}
  {"id":"a","runwayDays":{"p10":3.1,"p50":4.2,"p90":6.0},"burnPerDay":41.2,"state":"steady"}
"runwayDays" is null only if the state is "idle" or "empty".
The answer to a line that cannot be used is {"id","error"}.`;

/** `runway forecast`: when would a wallet with these readings run out? */
export function forecastCommand(): Command {
  return new Command('forecast')
    .description(
      'forecast when a balance runs out, from a file or for many wallets on standard input',
    )
    .argument('[file.csv]', PAST_COLUMNS)
    .option('--batch', 'read one JSON object per line, and answer with one per line')
    .addOption(new Option('--json', 'print the forecast as JSON').conflicts('batch'))
    .addOption(
      new Option(
        '--now <time>',
        'time of the forecast: an age (90m, 24h), or a date or time in UTC (default: the last reading)',
      )
        .argParser((text) => since(text))
        .conflicts('batch'),
    )
    .addOption(
      new Option('--empty-at <n>', 'balance at which the wallet counts as empty')
        .argParser(number)
        .default(0)
        .conflicts('batch'),
    )
    .addOption(
      new Option(
        '--refill-days <n>',
        'size of a refill in mean days of spend, for time,spend: 0.5 to 60',
      )
        .argParser(numberBetween(0.5, 60))
        .default(8)
        .conflicts('batch'),
    )
    .addHelpText('after', FORMATS)
    .action(async (file: string | undefined, flags: ForecastFlags, command: Command) => {
      if ((file === undefined) !== (flags.batch === true)) {
        command.error('error: give either one FILE.csv or --batch', { exitCode: 2 });
      }
      if (file === undefined) await forecastBatch();
      else await forecastFile(file, flags);
    });
}

async function forecastBatch(): Promise<void> {
  const { answered, refused } = await answerBatch(process.stdin, process.stdout);
  if (answered + refused === 0) throw new BadReadingsError('standard input is empty');
  if (refused > 0) process.stderr.write(`${answered} answered, ${refused} refused\n`);
}

async function forecastFile(file: string, flags: ForecastFlags): Promise<void> {
  const { readings, filling } = await pastReadings(file, {
    currency: 'SQC',
    refillDays: flags.refillDays,
    pollMinutes: POLL_MINUTES,
    untilMs: flags.now ?? Date.now(),
  });
  if (filling !== undefined) {
    note(
      `${file}: spend, so for a wallet that is filled with ${filling} (${flags.refillDays} days of its mean spend), and again six hours after it ran out`,
    );
  }
  const series = readings.map(({ atMs, balance }, at) => ({
    atMs,
    balance: toNumber(balance),
    where: at + 1,
  }));
  const last = series.at(-1) as ObservedBalance;
  const nowMs = flags.now ?? last.atMs;
  const { emptyAt } = flags;
  const history = historyOf(series, emptyAt);
  const notified = forecast({ balance: last.balance, emptyAt, history, nowMs });
  const shown = {
    forecast: notified,
    nowMs,
    balance: last.balance,
    days: spendByDay(history),
    hours: spendByHour(history),
  };
  process.stdout.write(flags.json ? forecastJson(shown) : forecastText(shown));
}

function number(text: string): number {
  const value = /^[+-]?\d{1,20}(\.\d+)?$/.test(text) ? Number(text) : Number.NaN;
  if (Number.isNaN(value)) throw new InvalidArgumentError('expected a plain decimal');
  return value;
}
