import { join } from 'node:path';
import { TUNING } from '../../infra/bundle.ts';
import { bundleAsDeployed, POLL_ENTRY } from '../lambda/bundles.ts';
import { runLambda } from '../lambda/run-lambda.ts';
import type { Bench } from '../output/section.ts';
import { fixed } from '../output/text.ts';
import { startLambdaWorld } from '../world/lambda-world.ts';
import { QUARTER_MS, quietPast } from '../world/past.ts';
import { writeHistory, writeState } from '../world/write-past.ts';
import { oneAgency } from './one-agency.ts';

/** As many as one stack takes. */
const WALLETS = 200;
const MB = 1_048_576;
/** Wallets of a provider who watches for many customers. */
const MANY = 10_000;
const POLLS_A_SECOND_OF_MANY = MANY / (15 * 60);

/** All wallets of a stack due at once, one warm function after them; and an agency of as many sub-accounts. */
export const benchFleet: Bench = async (progress) => [
  ...(await manyWallets((share, what) => progress(share / 2, what))),
  ...(await oneAgency((share, what) => progress(0.5 + share / 2, what))),
];

const manyWallets: Bench = async (progress) => {
  const wallets = Array.from({ length: WALLETS }, (_, n) => `wallet-${n}`);
  const past = quietPast(28, Date.now() - QUARTER_MS);
  const balance = Number(past.state.series?.lastReading.balance.decimal);
  const world = await startLambdaWorld({ wallets, balance });
  try {
    for (const [done, wallet] of wallets.entries()) {
      progress((0.6 * done) / WALLETS, 'writing histories');
      await writeHistory(world.table, wallet, { readings: past.readings.slice(-4), days: [] });
      await writeState(world.table, wallet, past);
    }
    progress(0.6, `polling ${WALLETS} wallets`);
    const folder = join(world.scratch, 'poll');
    const { file } = bundleAsDeployed(POLL_ENTRY, folder, world.settingsFile);
    // The first sweep warms the process up, and looks at the subscriptions as the first poll of a day does.
    const plan = { wallets: [...wallets, ...wallets] };
    const { invocations, initRss } = await runLambda(file, { ...world.env, ...TUNING }, plan);
    const polls = invocations.slice(WALLETS);
    const cpuMs = polls.reduce((sum, poll) => sum + poll.cpuMs, 0) / polls.length;
    const wallMs = polls.reduce((sum, { ms }) => sum + ms, 0) / polls.length;
    const memory = Math.max(...invocations.map(({ rss }) => rss)) / MB;
    return [
      {
        title: `${WALLETS} wallets due in one interval, one warm process after the other`,
        head: ['', 'measured'],
        rows: [
          ['CPU a poll, all of the process', `${fixed(cpuMs)} ms`],
          ['polls a second of one core', fixed(1_000 / cpuMs)],
          ['a poll with its waiting for the embedded servers', `${fixed(wallMs)} ms`],
          ['all wallets, one at a time', `${fixed((wallMs * WALLETS) / 1_000)} s`],
          ['memory after init', `${fixed(initRss / MB)} MB`],
          ['memory, highest of all polls', `${fixed(memory)} MB`],
          [
            `CPU for ${MANY.toLocaleString('en')} wallets every 15 minutes, warm`,
            `${fixed((POLLS_A_SECOND_OF_MANY * cpuMs) / 1_000)} cores`,
          ],
        ],
        figures: [
          { name: 'polls a second of one core', value: 1_000 / cpuMs, unit: '', atLeast: 100 },
          {
            name: `memory of a Lambda process, ${2 * WALLETS} polls`,
            value: memory,
            unit: 'MB',
            atMost: 120,
          },
        ],
      },
    ];
  } finally {
    await world.close();
  }
};
