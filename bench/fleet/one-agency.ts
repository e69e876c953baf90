import { join } from 'node:path';
import { subAccountId } from '../../functions/core/agency/sub-account.ts';
import { TUNING } from '../../infra/bundle.ts';
import { bundleAsDeployed, SUB_WALLETS_ENTRY } from '../lambda/bundles.ts';
import { runLambda } from '../lambda/run-lambda.ts';
import type { Bench } from '../output/section.ts';
import { fixed } from '../output/text.ts';
import { startLambdaWorld } from '../world/lambda-world.ts';
import { QUARTER_MS, quietPast } from '../world/past.ts';
import { writeHistory, writeState } from '../world/write-past.ts';

const AGENCY = 'agency';
const SUB_ACCOUNTS = Array.from({ length: 200 }, (_, n) => 421_000 + n);
const MB = 1_048_576;
/** The first warms the process up. */
const LAPS = 3;

/**
 * Laps over an agency by the function that is deployed. The vendor's allowance is out of the way here, so that a
 * run is a sweep; how it is kept is what `npm run test:fleet` shows.
 */
export const oneAgency: Bench = async (progress) => {
  const startMs = Date.now();
  const past = quietPast(28, startMs - QUARTER_MS);
  const balance = Number(past.state.series?.lastReading.balance.decimal);
  const world = await startLambdaWorld({
    wallets: [AGENCY],
    balance,
    subAccounts: SUB_ACCOUNTS,
  });
  try {
    for (const [done, id] of SUB_ACCOUNTS.entries()) {
      progress((0.6 * done) / SUB_ACCOUNTS.length, 'writing histories of sub-accounts');
      const wallet = subAccountId(AGENCY, String(id));
      await writeHistory(world.table, wallet, { readings: past.readings.slice(-4), days: [] });
      await writeState(world.table, wallet, past);
    }
    progress(0.6, `sweeps over ${SUB_ACCOUNTS.length} sub-accounts`);
    const folder = join(world.scratch, 'sub-accounts');
    const { file } = bundleAsDeployed(SUB_WALLETS_ENTRY, folder, world.settingsFile);
    const wallets = Array.from({ length: LAPS }, () => AGENCY);
    const env = { ...world.env, ...TUNING };
    const { invocations } = await runLambda(file, env, { wallets, startMs, stepMs: QUARTER_MS });
    const warm = invocations.slice(1);
    const mean = (of: 'cpuMs' | 'ms') =>
      warm.reduce((sum, sweep) => sum + sweep[of], 0) / warm.length / SUB_ACCOUNTS.length;
    const requests = warm.map((sweep) =>
      sweep.requests.filter((one) => world.partOf(one) === 'API'),
    );
    const memory = Math.max(...invocations.map(({ rss }) => rss)) / MB;
    const readsPerSweep = requests.map((all) => all.length).join(', ');
    return [
      {
        title: `An agency of ${SUB_ACCOUNTS.length}, a sweep at a time`,
        head: ['', 'measured'],
        rows: [
          ['CPU a sub-account, all of the process', `${fixed(mean('cpuMs'))} ms`],
          ['sub-accounts a second of one core', fixed(1_000 / mean('cpuMs'))],
          [
            'a sweep with its waiting for the embedded servers',
            `${fixed((mean('ms') * SUB_ACCOUNTS.length) / 1_000)} s`,
          ],
          ['requests to the vendor a sweep: the list, and one each', readsPerSweep],
          ['memory, highest', `${fixed(memory)} MB`],
        ],
        figures: [
          {
            name: 'sub-accounts a second of one core',
            value: 1_000 / mean('cpuMs'),
            unit: '',
            atLeast: 100,
          },
        ],
      },
    ];
  } finally {
    await world.close();
  }
};
