import { existsSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { TUNING } from '../../infra/bundle.ts';
import { packagesOf } from '../lambda/bundle-parts.ts';
import {
  type Bundle,
  bundleAsDeployed,
  bundleByDefault,
  emptyBundle,
  POLL_ENTRY,
} from '../lambda/bundles.ts';
import { type LambdaRun, runLambda } from '../lambda/run-lambda.ts';
import { zippedSize } from '../lambda/zipped-size.ts';
import type { Bench, Section } from '../output/section.ts';
import { median } from '../output/statistics.ts';
import { fixed } from '../output/text.ts';
import { type LambdaWorld, startLambdaWorld } from '../world/lambda-world.ts';
import { QUARTER_MS, quietPast } from '../world/past.ts';
import { writeHistory, writeState } from '../world/write-past.ts';

/** Fresh processes of each kind. */
const ROUNDS = 21;
const REMEMBERED_DAYS = 28;
const PART_FOLDER = resolve(import.meta.dirname, 'parts');
const PARTS = ['dynamodb', 'sns', 'ssm', 'logger', 'settings', 'vendor', 'decision'];
const PLAIN_ENTRY = resolve(import.meta.dirname, '../plain/handler.ts');
const KB = 1_024;
const FUNCTIONS = resolve(import.meta.dirname, '../../functions');
/** Functions besides the poll: a person or the vendor waits for them, nobody pays for them all day. */
const OTHERS = readdirSync(FUNCTIONS).filter(
  (name) => name !== 'poll' && existsSync(join(FUNCTIONS, name, 'handler.ts')),
);

/** Init and first poll in fresh processes, kind after kind and then again, so that a busy machine is busy for all. */
export const benchCold: Bench = async (progress) => {
  const wallets = Array.from({ length: ROUNDS }, (_, round) => `wallet-${round}`);
  const past = quietPast(REMEMBERED_DAYS, Date.now() - QUARTER_MS);
  const balance = Number(past.state.series?.lastReading.balance.decimal);
  const world = await startLambdaWorld({ wallets, balance });
  try {
    for (const [done, wallet] of wallets.entries()) {
      progress((0.1 * done) / ROUNDS, 'writing histories');
      await writeHistory(world.table, wallet, { readings: past.readings.slice(-8), days: [] });
      await writeState(world.table, wallet, past);
    }
    return await measured(world, wallets, progress);
  } finally {
    await world.close();
  }
};

async function measured(
  world: LambdaWorld,
  wallets: readonly string[],
  progress: Parameters<Bench>[0],
): Promise<Section[]> {
  const { settingsFile, scratch, env } = world;
  const folder = (name: string) => join(scratch, name);
  const own = bundleAsDeployed(POLL_ENTRY, folder('poll'), settingsFile);
  const builds: Record<string, Bundle> = {
    empty: emptyBundle(folder('empty')),
    own,
    default: bundleByDefault(POLL_ENTRY, scratch, settingsFile),
    plain: bundleByDefault(PLAIN_ENTRY, scratch, settingsFile),
  };
  const started = Object.fromEntries(
    OTHERS.flatMap((name) => {
      const entry = join(FUNCTIONS, name, 'handler.ts');
      return [
        [name, bundleAsDeployed(entry, folder(name), settingsFile)],
        [`${name} by default`, bundleByDefault(entry, scratch, settingsFile)],
      ];
    }),
  );
  const parts = Object.fromEntries(
    PARTS.map((part) => [
      part,
      bundleAsDeployed(join(PART_FOLDER, `${part}.ts`), folder(part), settingsFile),
    ]),
  );

  const runs: Record<string, LambdaRun[]> = {};
  const add = (name: string, run: LambdaRun) => {
    runs[name] = [...(runs[name] ?? []), run];
  };
  for (const [round, wallet] of wallets.entries()) {
    progress(0.1 + (0.9 * round) / ROUNDS, `round ${round + 1} of ${ROUNDS}`);
    for (const [name, { file }] of Object.entries(builds)) {
      // The default build polls the same wallet after the own one: it finds one reading more, in the same unit.
      const tuned = name === 'own' ? { ...env, ...TUNING } : env;
      add(name, await runLambda(file, tuned, { wallets: [wallet] }));
    }
    for (const [name, { file }] of Object.entries(started)) add(name, await runLambda(file, env));
    if (round % 2 === 1) continue;
    for (const [name, { file }] of Object.entries(parts)) add(name, await runLambda(file, env));
  }
  const init = (name: string) => median((runs[name] ?? []).map(({ initMs }) => initMs));
  const whole = (name: string) =>
    median((runs[name] ?? []).map((run) => run.initMs + (run.invocations[0]?.ms ?? Number.NaN)));
  const memory = (name: string) =>
    median((runs[name] ?? []).map(({ invocations }) => (invocations[0]?.rss ?? 0) / KB / KB));

  return [
    {
      title: `Cold start: median of ${ROUNDS} fresh processes each, interleaved`,
      head: [
        'build',
        'zipped KB',
        'init ms',
        '÷ default',
        'init + first poll ms',
        '÷ default',
        'memory MB',
      ],
      rows: (
        [
          ['a handler that does nothing', 'empty'],
          ['poll, as deployed', 'own'],
          ["poll, NodejsFunction's default", 'default'],
          ["the plain way, NodejsFunction's default", 'plain'],
        ] as const
      ).map(([label, name]) => [
        label,
        fixed(zippedSize(builds[name]?.folder ?? '') / KB),
        fixed(init(name)),
        fixed(init(name) / init('default')),
        fixed(whole(name)),
        fixed(whole(name) / whole('default')),
        fixed(memory(name)),
      ]),
      notes: [
        "The default leaves the SDK to the runtime, so its own archive is small and the SDK's files are read at init.",
        'Zipped without the settings of a real deployment; 21 wallets are in these.',
      ],
      figures: [
        {
          name: "poll's init ÷ default's",
          value: init('own') / init('default'),
          unit: '',
          atMost: 0.6,
        },
        {
          name: "poll's init and first poll ÷ default's",
          value: whole('own') / whole('default'),
          unit: '',
          atMost: 0.8,
        },
        {
          name: "poll's bundle, zipped",
          value: zippedSize(own.folder) / KB,
          unit: 'KB',
          atMost: 195,
        },
        {
          name: 'memory of a Lambda process, one poll',
          value: memory('own'),
          unit: 'MB',
          atMost: 120,
        },
      ],
    },
    {
      title: 'The other functions: init alone',
      head: ['function', 'zipped KB', 'init ms', "÷ NodejsFunction's default"],
      rows: OTHERS.map((name) => [
        name,
        fixed(zippedSize(started[name]?.folder ?? '') / KB),
        fixed(init(name)),
        fixed(init(name) / init(`${name} by default`)),
      ]),
    },
    {
      title: 'What each part adds, bundled alone and loaded in a fresh process',
      head: ['part', 'zipped KB', 'init ms', '÷ poll'],
      rows: PARTS.map((part) => [
        part,
        fixed(zippedSize(parts[part]?.folder ?? '') / KB),
        fixed(init(part) - init('empty')),
        fixed((init(part) - init('empty')) / init('own')),
      ]),
      notes: [
        'Parts share the SDK core, which is in each of the first three: they add up to more than the whole.',
      ],
    },
    {
      title: "What is in the poll's bundle",
      head: ['package', 'bytes', 'read at init'],
      rows: packagesOf(own.metafile)
        .filter(({ bytes }) => bytes >= 2_000)
        .map(({ name, bytes, atInit }) => [name, fixed(bytes), fixed(atInit)]),
    },
  ];
}
