import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { emptyFolder, ended, runCli, saidOn, startCli } from '../run-cli.ts';
import { simulatedVendor } from '../simulated-vendor.ts';

describe('while a watch runs', () => {
  it('status and history show exactly its reading, a second watch is refused, Ctrl-C ends it well', async () => {
    const cwd = emptyFolder();
    const { env } = await simulatedVendor({ balance: 420.0001 });
    const watch = startCli(cwd, ['watch', '--every', '1h'], env);
    const end = ended(watch);
    await saidOn(watch.stderr, ' left, ');

    const [status, history, second] = await Promise.all([
      runCli(cwd, ['status', '--json']),
      runCli(cwd, ['history', '--format', 'json']),
      runCli(cwd, ['watch', '--once'], env),
    ]);
    expect(status.stdout).toContain('"balance": 420.0001,');
    expect(history.stdout).toContain('"balance":420.0001,');
    expect(second.code).toBe(1);
    expect(second.stderr).toContain(`in use by a watch (process ${watch.pid})`);

    watch.kill('SIGINT');
    const { code, stdout, stderr } = await end;
    expect(code).toBe(0);
    expect(stdout).toBe('');
    expect(stderr).toMatch(/^watching main at http:.* every 1 h; Ctrl-C ends it\n/);
    expect(existsSync(join(cwd, '.runway', 'watch.json'))).toBe(false);
  });

  it('a failed poll is one line, and the watch goes on', async () => {
    const { env, simulator } = await simulatedVendor();
    simulator.failNext({ kind: 'status', status: 403 }, Number.POSITIVE_INFINITY);
    const watch = startCli(emptyFolder(), ['watch', '--every', '10m'], env);
    const said = await saidOn(watch.stderr, 'every 10 min\n');
    expect(said).toMatch(
      /\d\d:\d\d:\d\d poll failed: the API key lacks the scope .*; trying again every 10 min\n/,
    );
    watch.kill('SIGTERM');
    expect(await once(watch, 'close')).toEqual([0, null]);
  });

  it('once it was killed, the store is read and watched again', async () => {
    const cwd = emptyFolder();
    const { env } = await simulatedVendor();
    const watch = startCli(cwd, ['watch'], env);
    await saidOn(watch.stderr, ' left, ');
    watch.kill('SIGKILL');
    await once(watch, 'close');
    expect(existsSync(join(cwd, '.runway', 'watch.json'))).toBe(true);
    expect((await runCli(cwd, ['status'])).code).toBe(0);
    expect((await runCli(cwd, ['watch', '--once'], env)).code).toBe(0);
  });
});
