import { describe, expect, it } from 'vitest';
import { emptyFolder, runCli } from './run-cli.ts';

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
