import { once } from 'node:events';
import { Command, InvalidArgumentError, Option } from 'commander';
import type { BalanceShape } from '../simulator/answers.ts';
import { dailyRhythm } from '../simulator/daily-rhythm.ts';
import { type ServedRequest, type Simulator, startSimulator } from '../simulator/server.ts';
import type { SpendSource } from '../simulator/spend-source.ts';
import { BadInputError, readTrace } from '../simulator/trace.ts';
import { traceSpend } from '../simulator/trace-spend.ts';
import { createSimulatedWallet } from '../simulator/wallet.ts';

interface SimulatorFlags {
  readonly port: number;
  readonly trace?: string;
  readonly speed: number;
  readonly balance: number;
  readonly perDay: number;
  readonly shape: BalanceShape;
  readonly seed: number;
}

const CONTROLS = `
Steer it while it runs (on this machine only):
  curl -d '{"amount":750}' URL/_control/top-up
  curl -d '{"kind":"status","status":503,"times":3}' URL/_control/fault
  curl -X DELETE URL/_control/fault                   no more faults

Faults, each for the next request or the next "times" requests:
  {"kind":"status","status":429,"retryAfterSeconds":5}   also 401 402 403 404 500 502 503 504; "code", "message", "scope"
  {"kind":"slow","delayMs":20000}                        the answer comes late; "slow-body": only its body
  {"kind":"reset"}  {"kind":"cut"}                       connection reset; body shorter than promised
  {"kind":"redirect","location":"https://…"}  {"kind":"not-json"}  {"kind":"huge","bytes":67108864}
  {"kind":"no-data"}  {"kind":"balance","value":"1,234"}  an answer that is not to be believed

A trace is a CSV file with the columns time,spend in steps of an hour or less. Its first row is now; after its end its
last whole weeks repeat, so that weekdays line up.`;

/** `runway simulator`: the vendor's API on this machine, until Ctrl-C. */
export function simulatorCommand(): Command {
  return new Command('simulator')
    .description('serve a simulated SmartlyQ API: a balance that really falls, errors on demand')
    .option('--port <n>', 'port on 127.0.0.1; 0 takes any free one', wholeNumber(0, 65_535), 8787)
    .option('--trace <file.csv>', 'spend as in this file instead of a made-up rhythm')
    .option('--speed <n>', "how many times faster the wallet's time runs", number(0.001, 1e6), 1)
    .option('--balance <n>', 'credits at the start', number(-1e9, 1e9), 750)
    .addOption(
      new Option('--per-day <n>', 'credits a day of the made-up rhythm')
        .argParser(number(0, 1e9))
        .default(60)
        .conflicts('trace'),
    )
    .addOption(
      new Option('--shape <shape>', 'shape of the balance: decimal strings in USD, or balance_sqc')
        .choices(['current', 'older'])
        .default('current'),
    )
    .option('--seed <n>', 'the same seed spends the same way', wholeNumber(0, 2 ** 31 - 1), 1)
    .addHelpText('after', CONTROLS)
    .action(async (flags: SimulatorFlags) => {
      await serveUntilSignal(flags);
    });
}

async function serveUntilSignal(flags: SimulatorFlags): Promise<void> {
  const startMs = Date.now();
  const wallet = createSimulatedWallet({
    startMs,
    balance: flags.balance,
    currency: flags.shape === 'older' ? 'SQC' : 'USD',
    spend: await spendFor(flags, startMs),
  });
  const walletClock = () => startMs + (Date.now() - startMs) * flags.speed;
  const options = { wallet, walletClock, clock: Date.now, shape: flags.shape, onRequest: log };
  const simulator = await startSimulator({ ...options, port: flags.port }).catch((error) => {
    throw portError(error, flags.port);
  });
  process.stderr.write(welcome(simulator));
  await Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
  await simulator.close();
}

async function spendFor(flags: SimulatorFlags, startMs: number): Promise<SpendSource> {
  if (flags.trace === undefined) return dailyRhythm(flags);
  return traceSpend({ trace: await readTrace(flags.trace), startMs, seed: flags.seed });
}

function welcome({ url, controlUrl }: Simulator): string {
  return `SmartlyQ simulator at ${url}, steered at ${controlUrl}; Ctrl-C ends it. In another terminal:

  export SMARTLYQ_BASE_URL=${url} SMARTLYQ_API_KEY=sqk_live_simulator
  npm run watch

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

function number(min: number, max: number): (text: string) => number {
  return (text) => {
    const value = /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : Number.NaN;
    if (value >= min && value <= max) return value;
    throw new InvalidArgumentError(`Must be a number from ${min} to ${max}.`);
  };
}

function wholeNumber(min: number, max: number): (text: string) => number {
  return (text) => {
    const value = number(min, max)(text);
    if (Number.isInteger(value)) return value;
    throw new InvalidArgumentError('Must be a whole number.');
  };
}
