import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command, Option } from 'commander';
import { DAY_MS } from '../../functions/core/ledger/durations.ts';
import type { BalanceShape } from '../../simulator/answers.ts';
import { dailyRhythm } from '../../simulator/daily-rhythm.ts';
import type { DateStyle } from '../../simulator/date-style.ts';
import { type ServedRequest, type Simulator, startSimulator } from '../../simulator/server.ts';
import type { SpendSource } from '../../simulator/spend-source.ts';
import { traceSpend } from '../../simulator/trace-spend.ts';
import { createSimulatedWallet, type WalletOptions } from '../../simulator/wallet.ts';
import type { SpendFirst } from '../../simulator/wallet-parts.ts';
import { agencyOf } from '../../simulator/workspaces.ts';
import {
  clockOf,
  printTimeLapse,
  TIME_LAPSE_VARIABLE,
  type TimeLapse,
} from '../local/time-lapse.ts';
import { numberBetween, wholeNumberBetween } from '../number-arguments.ts';
import { BadInputError, readTrace } from '../trace-file.ts';

interface SimulatorFlags {
  readonly port: number;
  readonly trace?: string;
  readonly speed: number;
  readonly balance: number;
  readonly perDay: number;
  readonly shape: BalanceShape;
  readonly seed: number;
  readonly monthly: number;
  readonly resetDay: number;
  readonly spendFirst: SpendFirst;
  readonly accounts: number;
  readonly lowBelow?: number;
  readonly rechargeBelow?: number;
  readonly rechargeAmount: number;
  readonly rechargeFails?: true;
  readonly subAccounts?: number;
  readonly rate: number;
  readonly logDays?: number;
  readonly dates: DateStyle;
  readonly accountBillingEnvelope?: true;
  readonly loopbackWebhooks?: true;
}

/** How often webhooks that are due are sent. */
const DELIVERY_MS = 1_000;

const CONTROLS = `
Control it while it runs (from this machine only):
  curl -d '{"amount":750}' URL/_control/top-up
  curl -d '{"kind":"status","status":503,"times":3}' URL/_control/fault
  curl -X DELETE URL/_control/fault                   no more faults

Faults, each for the next request or the next "times" requests:
  {"kind":"status","status":429,"retryAfterSeconds":5}   also 401 402 403 404 500 502 503 504; "code", "message", "scope"
  {"kind":"slow","delayMs":20000}                        the answer comes late; "slow-body": only its body
  {"kind":"reset"}  {"kind":"cut"}                       connection reset; body shorter than promised
  {"kind":"redirect","location":"https://…"}  {"kind":"not-json"}  {"kind":"huge","bytes":67108864}
  {"kind":"odd-rows"}                                    GET /logs with rows that make no sense among the others
  {"kind":"no-data"}  {"kind":"balance","value":"1,234"}  an answer that makes no sense

A trace is a CSV file with the columns time,spend in steps of an hour or less. Its first row is now, or --log-days ago.
After its end, its last whole weeks repeat, so that weekdays stay in line.`;

/** `runway simulator`: the vendor's API on this machine, until Ctrl-C. */
export function simulatorCommand(): Command {
  return new Command('simulator')
    .description('serve a simulated SmartlyQ API, with a balance that falls and errors on demand')
    .option(
      '--port <n>',
      'port on 127.0.0.1; 0 for any free one',
      wholeNumberBetween(0, 65_535),
      8787,
    )
    .option(
      '--trace <file.csv>',
      'take the spend from this file (columns time,spend) instead of a made-up rhythm',
    )
    .option(
      '--speed <n>',
      "how many times faster the wallet's time runs",
      numberBetween(0.001, 1e6),
      1,
    )
    .option('--balance <n>', 'credits at the start', numberBetween(-1e9, 1e9), 750)
    .addOption(
      new Option('--per-day <n>', 'mean credits a day of the made-up rhythm')
        .argParser(numberBetween(0, 1e9))
        .default(60)
        .conflicts('trace'),
    )
    .addOption(
      new Option('--shape <shape>', 'form of the answer: decimal strings in USD, or balance_sqc')
        .choices(['current', 'older'])
        .default('current'),
    )
    .option(
      '--seed <n>',
      'start of the random numbers; the same seed spends the same way',
      wholeNumberBetween(0, 2 ** 31 - 1),
      1,
    )
    .option('--monthly <n>', 'monthly credits of the plan', numberBetween(0, 1e9), 0)
    .option(
      '--reset-day <n>',
      'day of the month on which they are reset',
      wholeNumberBetween(1, 31),
      1,
    )
    .addOption(
      new Option('--spend-first <part>', 'credits that are spent first')
        .choices(['monthly', 'purchased'])
        .default('monthly'),
    )
    .option(
      '--accounts <n>',
      'number of connected accounts, billed on the 1st',
      wholeNumberBetween(0, 10_000),
      0,
    )
    .option(
      '--low-below <n>',
      'send the event balance.low below this balance',
      numberBetween(0, 1e9),
    )
    .option('--recharge-below <n>', 'recharge below this balance', numberBetween(0, 1e9))
    .option('--recharge-amount <n>', 'credits added by one recharge', numberBetween(1, 1e9), 25)
    .option('--recharge-fails', 'decline the card at each recharge')
    .option(
      '--sub-accounts <n>',
      'make it an agency with this many sub-accounts',
      wholeNumberBetween(1, 1_000),
    )
    .option(
      '--rate <n>',
      "requests a minute of the wallet's time, of all keys together",
      wholeNumberBetween(1, 100_000),
      60,
    )
    .option(
      '--log-days <n>',
      'days of request log from before the start (default: 28, of a trace 0)',
      wholeNumberBetween(0, 90),
    )
    .addOption(
      new Option('--dates <style>', 'form of dates: 2026-03-01T15:30:00Z or 2026-03-01 15:30:00')
        .choices(['iso', 'spaced'])
        .default('iso'),
    )
    .option('--account-billing-envelope', 'wrap account-billing like the other answers')
    .option('--loopback-webhooks', 'allow webhooks to addresses on this machine, also with http')
    .addHelpText('after', CONTROLS)
    .action(async (flags: SimulatorFlags) => {
      await serveUntilSignal(flags);
    });
}

async function serveUntilSignal(flags: SimulatorFlags): Promise<void> {
  const startMs = Date.now();
  const { logDays = flags.trace === undefined ? 28 : 0 } = flags;
  const logFromMs = startMs - logDays * DAY_MS;
  const wallet = createSimulatedWallet({
    startMs,
    balance: flags.balance,
    currency: flags.shape === 'older' ? 'SQC' : 'USD',
    spend: await spendFor(flags, logFromMs),
    logFromMs,
    ...walletParts(flags),
  });
  const timeLapse = { speed: flags.speed, startMs };
  const walletClock = clockOf(timeLapse);
  const options = {
    wallet,
    walletClock,
    clock: Date.now,
    shape: flags.shape,
    // The allowance is for a minute of the wallet's time: who watches in that time asks more often.
    ratePerMinute: Math.ceil(flags.rate * Math.max(1, flags.speed)),
    onRequest: log,
    dates: flags.dates,
    isAccountBillingInEnvelope: flags.accountBillingEnvelope === true,
    allowLoopbackWebhooks: flags.loopbackWebhooks === true,
  };
  const workspaces =
    flags.subAccounts === undefined ? {} : { workspaces: agencyOf(flags, startMs) };
  const simulator = await startSimulator({ ...options, ...workspaces, port: flags.port }).catch(
    (error) => {
      throw portError(error, flags.port);
    },
  );
  process.stderr.write(welcome(simulator, timeLapse));
  const deliveries = setInterval(() => void deliver(simulator), DELIVERY_MS);
  await Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
  clearInterval(deliveries);
  await simulator.close();
}

async function deliver(simulator: Simulator): Promise<void> {
  for (const { eventId, url, attempt, status } of await simulator.deliverDue()) {
    const outcome = `${status ?? 'no answer'} (attempt ${attempt})`;
    log({ method: 'POST', path: url, outcome: `${eventId} ${outcome}` });
  }
}

function walletParts(flags: SimulatorFlags): Partial<WalletOptions> {
  const { monthly, resetDay, spendFirst, accounts, lowBelow, rechargeBelow } = flags;
  return {
    ...(monthly > 0 && { plan: { monthlyCredits: monthly, resetDay } }),
    spendFirst,
    accounts,
    lowBelow,
    ...(rechargeBelow !== undefined && {
      autoRecharge: {
        enabled: true,
        below: rechargeBelow,
        amount: flags.rechargeAmount,
        paymentStatus: flags.rechargeFails ? 'card_declined' : 'ok',
      },
    }),
  };
}

async function spendFor(flags: SimulatorFlags, fromMs: number): Promise<SpendSource> {
  if (flags.trace === undefined) return dailyRhythm(flags);
  return traceSpend({ trace: await readTrace(flags.trace), startMs: fromMs, seed: flags.seed });
}

function welcome({ url, controlUrl }: Simulator, timeLapse: TimeLapse): string {
  const { speed, startMs } = timeLapse;
  const inTimeLapse = [
    // A history of its own: its readings are dated ahead of this machine's time.
    `  export ${TIME_LAPSE_VARIABLE}=${printTimeLapse(timeLapse)} RUNWAY_HOME=${join(tmpdir(), `runway-simulator-${startMs}`)}`,
    '  npm run watch -- --every 1h',
  ];
  const inRealTime = [
    '  npm run watch',
    '',
    'Time runs as everywhere: an alert takes days. With --speed 3600 it takes minutes.',
  ];
  return `SmartlyQ simulator at ${url}, steered at ${controlUrl}; Ctrl-C ends it. In another terminal:

  export SMARTLYQ_BASE_URL=${url} SMARTLYQ_API_KEY=sqk_live_simulator
${(speed === 1 ? inRealTime : inTimeLapse).join('\n')}

`;
}

function log({ method, path, outcome }: ServedRequest): void {
  process.stderr.write(
    `${new Date().toISOString()} ${method} ${JSON.stringify(path)} ${outcome}\n`,
  );
}

function portError(error: NodeJS.ErrnoException, port: number): Error {
  if (error.code !== 'EADDRINUSE' && error.code !== 'EACCES') return error;
  const reason = error.code === 'EACCES' ? 'needs more rights' : 'is in use';
  return new BadInputError(
    `port ${port} ${reason}: choose another with --port, or 0 for any free one`,
  );
}
