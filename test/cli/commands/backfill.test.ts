import { describe, expect, it, onTestFinished } from 'vitest';
import { DAY_MS } from '../../../functions/core/ledger/durations.ts';
import { dailyRhythm } from '../../../simulator/daily-rhythm.ts';
import { type SimulatorOptions, startSimulator } from '../../../simulator/server.ts';
import { createSimulatedWallet } from '../../../simulator/wallet.ts';
import { type Env, emptyFolder, KEY, runCli, saidOn, startCli } from '../run-cli.ts';

/** A wallet that is connected only now, and has called the API for 28 days: about 40 times each. */
async function connected(options: Partial<SimulatorOptions> = {}) {
  const startMs = Date.now();
  const simulator = await startSimulator({
    wallet: createSimulatedWallet({
      startMs,
      logFromMs: startMs - 29 * DAY_MS,
      balance: 600,
      currency: 'USD',
      spend: dailyRhythm({ perDay: 60, seed: 1 }),
    }),
    clock: Date.now,
    ratePerMinute: 6_000,
    ...options,
  });
  onTestFinished(() => simulator.close());
  const env: Env = { SMARTLYQ_BASE_URL: simulator.url, SMARTLYQ_API_KEY: KEY };
  return { cwd: emptyFolder(), env };
}
const NARROW = { apiKeys: [{ key: KEY, scopes: ['wallet:read'] }] };

describe('a watch that is started today', () => {
  it('names a date within a minute, from the request log', async () => {
    const { cwd, env } = await connected();
    const started = performance.now();
    const watch = startCli(cwd, ['watch'], env);
    const said = await saidOn(watch.stderr, "from SmartlyQ's request log\n");
    expect(performance.now() - started).toBeLessThan(60_000);
    expect(said).toMatch(/too early to say: still learning\n/);
    expect(said).toMatch(/28 days of SmartlyQ's request log are read\n/);
    expect(said).toMatch(/runs out (about )?\w{3} \d+ \w{3}.*; from SmartlyQ's request log\n$/);
    const { stdout } = await runCli(cwd, ['status'], env);
    expect(stdout.replaceAll(/\n +/g, ' ')).toMatch(
      /Likely +between .* and .* \((8 in 10|3 in 4), from SmartlyQ's request log\)/,
    );
    watch.kill('SIGTERM');
  });

  it('is still learning without the scope, and says which one it lacks', async () => {
    const { cwd, env } = await connected(NARROW);
    const watch = startCli(cwd, ['watch'], env);
    const said = await saidOn(watch.stderr, 'still learning');
    expect(said).toContain('logs:read');
    const { stdout } = await runCli(cwd, ['status'], env);
    expect(stdout).toContain('still learning');
    watch.kill('SIGTERM');
  });
});

describe('backfill and spend', () => {
  it('read the log of days past, and split what was spent', async () => {
    const { cwd, env } = await connected();
    await runCli(cwd, ['watch', '--once'], env);
    const filled = await runCli(cwd, ['backfill', '--json'], env);
    expect([filled.code, filled.stdout.length > 0]).toEqual([0, true]);
    const { days, calls, dollars } = JSON.parse(filled.stdout);
    expect([days, calls > 800, dollars > 1_000]).toEqual([28, true, true]);
    const again = await runCli(cwd, ['backfill'], {
      ...env,
      SMARTLYQ_BASE_URL: 'http://127.0.0.1:9/v1',
    });
    expect(again.stdout).toContain(
      `28 days of main: ${calls.toLocaleString('en-US')} charged calls`,
    );
    const { stdout } = await runCli(cwd, ['watch', '--once'], env);
    expect(stdout).toMatch(/runs out .* from SmartlyQ's request log\n$/);

    const json = await runCli(cwd, ['spend', '--since', '7d', '--json'], env);
    const parts: { name: string; share: number; spend: number }[] = JSON.parse(json.stdout);
    expect(parts.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1, 4);
    expect(parts.map(({ name }) => name)).toEqual(expect.arrayContaining(['text', 'images']));
    const table = await runCli(cwd, ['spend', '--since', '7d'], env);
    expect(table.stdout).toMatch(
      /^main spent \d+\.\d\d USD from \d{4}-\d\d-\d\d to .* in \d+ calls\n\ntype +USD +share +usual +change\n/,
    );
    expect(table.stdout).toMatch(/\nimage generation +\d+\.\d\d +\d+ % +\d+\.\d\d/);
    const byKey = await runCli(cwd, ['spend', '--by', 'key', '--format', 'csv'], env);
    expect(byKey.stdout).toMatch(/^name,spend,currency,share,usual,timesUsual\n\d+,/);
    const byDay = await runCli(cwd, ['spend', '--by', 'day'], env);
    expect(byDay.stdout.trim().split('\n')).toHaveLength(3 + 8);
    for (const line of `${table.stdout}${byDay.stdout}`.split('\n')) {
      expect(line.length).toBeLessThanOrEqual(90);
    }
    const { SMARTLYQ_API_KEY: _, ...keyless } = env;
    const without = await runCli(cwd, ['spend'], keyless);
    expect([without.code, without.stderr]).toEqual([
      0,
      expect.stringContaining('today is not included'),
    ]);
  });

  it('name the scope that is missing', async () => {
    const { cwd, env } = await connected(NARROW);
    await runCli(cwd, ['watch', '--once'], env);
    const { code, stderr } = await runCli(cwd, ['backfill'], env);
    expect(code).toBe(1);
    expect(stderr).toContain('logs:read');
    const spend = await runCli(cwd, ['spend'], env);
    expect(spend.stderr).toContain('run backfill');
  });
});
