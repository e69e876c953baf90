import { join, resolve } from 'node:path';
import { DAY_MS } from '../../functions/core/ledger/durations.ts';
import { TUNING } from '../../infra/bundle.ts';
import { bundleAsDeployed, bundleByDefault, POLL_ENTRY } from '../lambda/bundles.ts';
import { type Invocation, runLambda } from '../lambda/run-lambda.ts';
import type { Bench } from '../output/section.ts';
import { median } from '../output/statistics.ts';
import { plainKey } from '../plain/handler.ts';
import { itemBytes } from '../units/item-bytes.ts';
import { readUnits } from '../units/units.ts';
import { EMPTY_WALLET, type LambdaWorld, startLambdaWorld } from '../world/lambda-world.ts';
import { LONGEST_DAYS, type Past, PER_DAY, QUARTER_MS, quietPast } from '../world/past.ts';
import { forgetAfter, writeHistory, writeItems, writeState } from '../world/write-past.ts';
import { measureUnits } from './measure-units.ts';
import { type Measured, pollSections } from './poll-sections.ts';
import { cpuOfPollWithoutIo } from './without-io.ts';

const LENGTHS = [
  { name: '1 day', days: 1 },
  { name: '28 days', days: 28 },
  { name: '1 year', days: 365 },
  { name: '5 years', days: LONGEST_DAYS },
] as const;
const POLLS_A_DAY = 96;
/** Readings leave the table after this long, days stay. */
const READINGS_KEPT_DAYS = 400;
/** The plain way is seeded up to here; beyond, its units follow from the bytes. */
const MAX_PLAIN_DAYS = 365;
const PLAIN_POLLS = 8;
const ALERTS = 5;
const PLAIN_ENTRY = resolve(import.meta.dirname, '../plain/handler.ts');
const WALLET = 'main';
/** Polled by nobody here, and alive: a wallet's poll looks at the next one. */
const NEIGHBOUR = 'other';

/** One warm poll: its parts, its units, and whether a long history makes it dearer. */
export const benchPoll: Bench = async (progress) => {
  const endMs = Date.now() - DAY_MS - 2 * QUARTER_MS;
  const whole = quietPast(LONGEST_DAYS, endMs);
  const balance = Number(whole.state.series?.lastReading.balance.decimal);
  const wallets = [WALLET, NEIGHBOUR, EMPTY_WALLET];
  const world = await startLambdaWorld({ wallets, balance, perDay: PER_DAY });
  try {
    const own = bundleAsDeployed(POLL_ENTRY, join(world.scratch, 'poll'), world.settingsFile).file;
    const plain = bundleByDefault(PLAIN_ENTRY, world.scratch, world.settingsFile).file;
    await writeState(world.table, NEIGHBOUR, quietPast(1, Date.now()));
    const measured: Measured[] = [];
    let writtenDays = 0;
    for (const [index, { name, days }] of LENGTHS.entries()) {
      progress(index / LENGTHS.length, `a history of ${name}`);
      const past = quietPast(days, endMs);
      await lengthen(world, whole, endMs, writtenDays, days);
      writtenDays = days;
      measured.push({
        name,
        own: await afresh(world, past, endMs, () =>
          measureUnits(world, own, {
            wallet: WALLET,
            polls: POLLS_A_DAY,
            startMs: endMs + QUARTER_MS,
          }),
        ),
        warm: await afresh(world, past, endMs, () => warmPolls(world, own, endMs)),
        plain: await plainUnits(world, plain, days, endMs),
      });
    }
    progress(0.95, 'alerts, and CPU without I/O');
    const alerting = await alertingPolls(world, own, quietPast(28, endMs), endMs);
    const cpuMs = await cpuOfPollWithoutIo(quietPast(28, endMs));
    return pollSections(world, measured, alerting, cpuMs);
  } finally {
    await world.close();
  }
};

/** Adds the readings between the last length and this one, and its days. */
async function lengthen(
  world: LambdaWorld,
  whole: Past,
  endMs: number,
  fromDays: number,
  toDays: number,
): Promise<void> {
  const newest = fromDays === 0 ? endMs + 1 : endMs - fromDays * DAY_MS;
  const oldest = endMs - toDays * DAY_MS;
  const readings = whole.readings.filter(
    ({ reading: { atMs } }) =>
      atMs >= Math.max(oldest, endMs - READINGS_KEPT_DAYS * DAY_MS) && atMs < newest,
  );
  const days = whole.days.filter(({ date }) => {
    const atMs = Date.parse(date);
    return atMs >= oldest && atMs < newest;
  });
  await writeHistory(world.table, WALLET, { readings, days });
  if (toDays > MAX_PLAIN_DAYS) return;
  const pk = { S: plainKey(WALLET) };
  const items = readings.map(({ reading: { atMs, balance } }) => ({
    pk,
    sk: { S: new Date(atMs).toISOString() },
    balance: { N: balance.decimal },
  }));
  await writeItems(world.table.client, world.table.tableName, items);
}

/** With the state as it was at the end of the past, and nothing after it. */
async function afresh<T>(
  world: LambdaWorld,
  past: Past,
  endMs: number,
  measure: () => Promise<T>,
): Promise<T> {
  await forgetAfter(world.table, WALLET, endMs);
  await writeState(world.table, WALLET, past);
  world.refill();
  return measure();
}

async function warmPolls(world: LambdaWorld, file: string, endMs: number): Promise<Invocation[]> {
  const wallets = Array.from({ length: POLLS_A_DAY }, () => WALLET);
  const plan = { wallets, startMs: endMs + QUARTER_MS, stepMs: QUARTER_MS };
  const { invocations } = await runLambda(file, { ...world.env, ...TUNING }, plan);
  return invocations.slice(POLLS_A_DAY / 4);
}

async function plainUnits(
  world: LambdaWorld,
  file: string,
  days: number,
  endMs: number,
): Promise<Measured['plain']> {
  if (days > MAX_PLAIN_DAYS) {
    const sk = { S: new Date(endMs).toISOString() };
    const bytes = itemBytes({ pk: { S: plainKey(WALLET) }, sk, balance: { N: '12345.6789' } });
    const units = readUnits(bytes * days * POLLS_A_DAY, false);
    return { readUnits: units, writeUnits: 1, ms: Number.NaN };
  }
  const plan = { wallet: WALLET, polls: PLAIN_POLLS, startMs: endMs + QUARTER_MS };
  const { run, ...units } = await measureUnits(world, file, plan);
  return { ...units, ms: median(run.invocations.slice(1).map(({ ms }) => ms)) };
}

/** The wallet is suddenly empty: the polls that tell it, each in a process that has polled before. */
async function alertingPolls(
  world: LambdaWorld,
  file: string,
  past: Past,
  endMs: number,
): Promise<Invocation[]> {
  const notified: Invocation[] = [];
  for (let alert = 0; alert < ALERTS; alert++) {
    for (const wallet of [WALLET, EMPTY_WALLET]) {
      await forgetAfter(world.table, wallet, endMs);
      await writeState(world.table, wallet, past);
    }
    world.refill();
    const wallets = [WALLET, WALLET, WALLET, EMPTY_WALLET];
    const plan = { wallets, startMs: endMs + QUARTER_MS, stepMs: QUARTER_MS };
    const { invocations } = await runLambda(file, { ...world.env, ...TUNING }, plan);
    notified.push(...invocations.slice(-1));
  }
  return notified;
}
