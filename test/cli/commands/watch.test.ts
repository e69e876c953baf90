import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { emptyFolder, KEY, runCli } from '../run-cli.ts';
import { simulatedVendor } from '../simulated-vendor.ts';

describe('watch --once', () => {
  it.each(['current', 'older'] as const)(
    'records a balance of the %s shape, which status and history show exactly',
    async (shape) => {
      const cwd = emptyFolder();
      const { env } = await simulatedVendor({ shape, balance: 118.5125 });
      const watched = await runCli(cwd, ['watch', '--once'], env);
      expect(watched.stderr).toBe('');
      expect(watched.code).toBe(0);
      expect(watched.stdout).toMatch(/^main {2}119 SQC left, .*\n$/);

      const status = await runCli(cwd, ['status', '--json']);
      expect(status.stdout).toContain('"balance": 118.5125,');
      expect(JSON.parse(status.stdout)).toMatchObject([{ wallet: 'main', currency: 'SQC' }]);
      const history = await runCli(cwd, 'history main --by reading --format json'.split(' '));
      expect(history.stdout).toContain('"balance":118.5125,');
      expect(JSON.parse(history.stdout)).toHaveLength(1);
    },
  );

  it('says so where a test key is used', async () => {
    const cwd = emptyFolder();
    const { env } = await simulatedVendor({ key: 'sqk_test_0123456789abcdef' });
    const watched = await runCli(cwd, ['watch', '--once'], env);
    expect(watched.stdout).toContain('test key: no credits charged');
    const status = await runCli(cwd, ['status']);
    expect(status.stdout).toContain('test key: no credits charged');
  });

  it('takes name and time zone from runway.config.json, and refuses a broken one with all faults', async () => {
    const cwd = emptyFolder();
    const { env } = await simulatedVendor();
    const file = join(cwd, 'runway.config.json');
    const wallets = [{ id: 'main', name: 'Agency\u001b[31m' }];
    writeFileSync(file, JSON.stringify({ wallets, timeZone: 'Asia/Tokyo' }));
    const watched = await runCli(cwd, ['watch', '--once'], env);
    expect(watched.stdout).toMatch(/^Agency/);
    expect(watched.stdout).not.toContain('\u001b');

    writeFileSync(file, JSON.stringify({ wallets: [], pollMinutes: 0 }));
    const broken = await runCli(cwd, ['watch', '--once'], env);
    expect(broken.code).toBe(1);
    expect(broken.stderr).toMatch(/2 faults in the settings:\n- .*wallets.*\n- .*pollMinutes/);
  });

  it('never shows or stores the key', async () => {
    const cwd = emptyFolder();
    const { env, simulator } = await simulatedVendor();
    simulator.failNext({ kind: 'status', status: 401 }, 1);
    const refused = await runCli(cwd, ['watch', '--once'], env);
    const taken = await runCli(cwd, ['watch', '--once'], env);
    const texts = [refused, taken].flatMap(({ stdout, stderr }) => [stdout, stderr]);
    const home = join(cwd, '.runway');
    for (const name of readdirSync(home, { recursive: true, withFileTypes: true })) {
      if (name.isFile()) texts.push(readFileSync(join(name.parentPath, name.name), 'latin1'));
    }
    expect(refused.code).toBe(1);
    for (const text of texts) expect(text).not.toContain(KEY.slice(9));
  });
});
