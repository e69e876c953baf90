import { describe, expect, it } from 'vitest';
import { ENTRIES } from '../../cli/command-registry.ts';
import packageFile from '../../package.json' with { type: 'json' };
import { emptyFolder, runCli } from './run-cli.ts';
import { simulatedVendor } from './simulated-vendor.ts';

describe('the command line', () => {
  it('lists its commands on --help and ends with 0', async () => {
    const { code, stdout, stderr } = await runCli(emptyFolder(), ['--help']);
    expect(code).toBe(0);
    expect(stderr).toBe('');
    for (const name of [
      'demo',
      'watch',
      'status',
      'history',
      'alerts',
      'forecast',
      'simulator',
      'setup',
    ]) {
      expect(stdout).toContain(`  ${name} `);
    }
  });

  it.each(['watch', 'status', 'history', 'alerts', 'simulator', 'setup', 'doctor', 'teardown'])(
    'explains %s on --help and ends with 0',
    async (name) => {
      const { code, stdout } = await runCli(emptyFolder(), [name, '--help']);
      expect(code).toBe(0);
      expect(stdout).toContain(`Usage: runway ${name}`);
    },
  );

  it.each([
    [['nonsense'], "unknown command 'nonsense'"],
    [['status', '--nonsense'], "unknown option '--nonsense'"],
    [['status', 'extra'], 'too many arguments'],
    [['history', '--by', 'week'], "argument 'week' is invalid"],
    [['history', '--since', 'yesterday'], "argument 'yesterday' is invalid"],
    [['watch', '--every', '5s'], 'from 10s to 24h'],
    [['history', '--json', '--format', 'csv'], 'either --json or another --format'],
    [['setup', 'confirm-email'], 'missing required argument'],
    [[], 'Usage: runway'],
  ])('ends with 2 and says what is wrong for %j', async (args, words) => {
    const { code, stdout, stderr } = await runCli(emptyFolder(), args);
    expect(code).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).toContain(words);
    expect(stderr).not.toContain('    at ');
  });
});

/** They print no data: they show, serve, ask or write a file. */
const WITHOUT_DATA = ['demo', 'forget', 'report', 'setup', 'simulator', 'teardown'];
/** They take no wallet's id. */
const WITHOUT_WALLET = [
  ...['demo', 'watch', 'status', 'digest', 'forecast', 'replay'],
  ...['setup', 'doctor', 'teardown', 'simulator'],
];

describe('every command', () => {
  it.each(ENTRIES)('$name has --json where it prints data', async ({ name, load }) => {
    const flags = (await load()).options.map(({ long }) => long);
    expect(flags.includes('--json')).toBe(!WITHOUT_DATA.includes(name));
  });

  it('that takes a wallet refuses one that neither settings nor history know, and names those there are', async () => {
    const cwd = emptyFolder();
    const { env } = await simulatedVendor();
    await runCli(cwd, ['watch', '--once'], env);
    const taking = ENTRIES.filter(({ name }) => !WITHOUT_WALLET.includes(name));
    for (const { name, load } of taking) {
      expect((await load()).registeredArguments.map((one) => one.name())).toEqual(['wallet']);
      const needs = name === 'snooze' ? ['--for', '1h', '--reason', 'x'] : [];
      const answer = await runCli(cwd, [name, 'nosuch', ...needs]);
      const stderr = 'runway: no wallet "nosuch"; there is: main\n';
      expect({ name, ...answer }).toEqual({ name, code: 1, stdout: '', stderr });
    }
  });
});

it('--version is the release', async () => {
  const { stdout, code } = await runCli(emptyFolder(), ['--version']);
  expect([stdout, code]).toEqual([`${packageFile.version}\n`, 0]);
});

it('an empty AWS_REGION is an unset one', async () => {
  const { stderr, code } = await runCli(emptyFolder(), ['status', '--stack', 'x'], {
    AWS_REGION: '',
  });
  expect([stderr, code]).toEqual(['runway: no AWS region: set AWS_REGION\n', 1]);
});

it('one poll is told to machines, and its alerts beside that', async () => {
  const cwd = emptyFolder();
  const { env } = await simulatedVendor({ balance: 1 });
  const { stdout, stderr } = await runCli(cwd, ['watch', '--once', '--json'], env);
  expect(JSON.parse(stdout)).toMatchObject({ wallet: 'main', balance: 1, state: 'empty' });
  expect(stderr).toContain('Subject: ');
  expect((await runCli(cwd, ['watch', '--json'], env)).code).toBe(2);
  const history = await runCli(cwd, ['history', '--json']);
  expect(JSON.parse(history.stdout)).toMatchObject([{ balance: 1 }]);
  // The polls of a day that is still open count, until one has closed.
  await runCli(cwd, ['watch', '--once'], env);
  expect((await runCli(cwd, ['digest'])).stdout).toContain('The watch itself: 2 polls ');
});
