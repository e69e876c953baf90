import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openToRecord } from '../../../cli/local/home.ts';
import { createSweepStore } from '../../../functions/adapters/table/sweep-items.ts';
import { newSweepState } from '../../../functions/core/agency/sweep.ts';
import { dailyRhythm } from '../../../simulator/daily-rhythm.ts';
import { type Simulator, startSimulator } from '../../../simulator/server.ts';
import { createSimulatedWallet } from '../../../simulator/wallet.ts';
import { agencyOf } from '../../../simulator/workspaces.ts';
import { type Env, emptyFolder, ended, KEY, runCli, saidOn, startCli } from '../run-cli.ts';

/** An agency on loopback whose balances stand still, and a folder with the settings that watch it. */
async function agency(
  options: {
    readonly subAccounts?: number;
    readonly ratePerMinute?: number;
    readonly scopes?: readonly string[];
    readonly watched?: 'all' | string[];
  } = {},
): Promise<{ cwd: string; env: Env; simulator: Simulator }> {
  const { subAccounts, ratePerMinute = 6_000, scopes, watched = 'all' } = options;
  const startMs = Date.now();
  const spend = dailyRhythm({ perDay: 0, seed: 1 });
  const simulator = await startSimulator({
    wallet: createSimulatedWallet({ startMs, balance: 750, currency: 'SQC', spend }),
    clock: Date.now,
    ratePerMinute,
    apiKeys: [{ key: KEY, scopes }],
    ...(subAccounts && { workspaces: agencyOf({ subAccounts, seed: 1 }, startMs) }),
  });
  onTestFinished(() => simulator.close());
  const cwd = emptyFolder();
  const wallets = [{ id: 'main', name: 'Agency', subAccounts: watched }];
  writeFileSync(join(cwd, 'runway.config.json'), JSON.stringify({ wallets }));
  return { cwd, env: { SMARTLYQ_BASE_URL: simulator.url, SMARTLYQ_API_KEY: KEY }, simulator };
}

describe('watch --once of an agency', () => {
  it('reads the sub-accounts after the poll, and each of them is a wallet then', async () => {
    const { cwd, env } = await agency({ subAccounts: 12 });
    const { stdout, stderr, code } = await runCli(cwd, ['watch', '--once'], env);
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(
      /^Agency {2}750 SQC left, .*\nsub-accounts: 12 read, all 12 in this sweep\n$/,
    );
    const { stdout: json } = await runCli(cwd, ['status', '--json']);
    expect(JSON.parse(json)).toHaveLength(13);
    const again = await runCli(cwd, ['watch', '--once'], env);
    expect(again.stdout).toMatch(
      /\nsub-accounts: all 12 had their turn, the next sweep is not due yet\n$/,
    );
  });

  it('says how far it came with its share of the allowance', async () => {
    const { cwd, env } = await agency({ subAccounts: 200, ratePerMinute: 60 });
    const { stdout, code } = await runCli(cwd, ['watch', '--once'], env);
    expect(code).toBe(0);
    const [, read, done] =
      /^sub-accounts: (\d+) read, (\d+) of 200 in this sweep, the share of this minute is used$/m.exec(
        stdout,
      ) ?? [];
    expect(read).toBe(done);
    expect(Number(read)).toBeGreaterThan(10);
    expect(Number(read)).toBeLessThan(30);
  });

  it('says what a run that was killed still holds', async () => {
    const { cwd, env } = await agency({ subAccounts: 3 });
    const { client, tableName, close } = await openToRecord(join(cwd, '.runway'), {
      api: env.SMARTLYQ_BASE_URL ?? '',
      isTestKey: false,
    });
    const leased = { ...newSweepState(Date.now()), leaseUntilMs: Date.now() + 60_000 };
    await createSweepStore(client, tableName).save('main', leased, 0);
    await close();
    const { stdout } = await runCli(cwd, ['watch', '--once'], env);
    expect(stdout).toMatch(
      /\nsub-accounts: a run that was cut short holds them for \d\d s more\n$/,
    );
  });

  it('reads those that the settings name', async () => {
    const { cwd, env } = await agency({ subAccounts: 5, watched: ['421003'] });
    const { stdout } = await runCli(cwd, ['watch', '--once'], env);
    expect(stdout).toContain('sub-accounts: 1 read, all 1 in this sweep');
    const { stderr } = await runCli(cwd, ['history', 'main/421001']);
    expect(stderr).toContain('no such sub-account of main; there is: main/421003');
  });

  it.each([
    [
      'a key that lacks the scope',
      { subAccounts: 3, scopes: ['wallet:read', 'profiles:read', 'webhooks:read', 'logs:read'] },
      'lacks the scope workspaces:read',
    ],
    ['a workspace without an agency', {}, "sub-accounts need a key of an agency's workspace"],
  ])('of %s says so, and has polled the wallet itself', async (_, options, words) => {
    const { cwd, env } = await agency(options);
    const { stdout, stderr, code } = await runCli(cwd, ['watch', '--once'], env);
    expect(code).toBe(1);
    expect(stdout).toMatch(/^Agency {2}750 SQC left, .*\n$/);
    expect(stderr).toMatch(/^runway: sub-accounts not read: .*\n$/);
    expect(stderr).toContain(words);
    const status = await runCli(cwd, ['status']);
    expect(status.stdout.replaceAll('\n', ' ')).toContain(words);
  });
});

describe('a watch of an agency', () => {
  it('tells of each run in a line, while status looks on', async () => {
    const { cwd, env } = await agency({ subAccounts: 5 });
    const watch = startCli(cwd, ['watch'], env);
    const end = ended(watch);
    await saidOn(watch.stderr, 'all 5 in this sweep');
    const { stdout } = await runCli(cwd, ['status']);
    expect(stdout).toMatch(/^5 sub-accounts: .*every one read within\s+the\s+last\s+minute/m);
    watch.kill('SIGINT');
    const { code, stderr } = await end;
    expect(code).toBe(0);
    expect(stderr).toMatch(/^watching Agency at http:.* every 15 min, its sub-accounts in turn; /);
    expect(stderr).toMatch(/^\d\d:\d\d:\d\d sub-accounts: 5 read, all 5 in this sweep$/m);
  });

  it('says once that there is no agency, and watches the wallet itself', async () => {
    const { cwd, env } = await agency();
    const watch = startCli(cwd, ['watch', '--every', '10s'], env);
    const said = await saidOn(watch.stderr, 'is watched');
    expect(said).toMatch(
      / Agency {2}750 SQC left.*\n.* sub-accounts not read: .*; Agency itself is watched\n/,
    );
    watch.kill('SIGTERM');
    expect(await once(watch, 'close')).toEqual([0, null]);
  });
});
