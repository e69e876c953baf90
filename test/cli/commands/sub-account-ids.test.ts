import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { recordAgency } from '../../support/agency-history.ts';
import { emptyFolder, runCli } from '../run-cli.ts';
import { simulatedVendor } from '../simulated-vendor.ts';

const SETTINGS = {
  wallets: [{ id: 'main', name: 'Agency', subAccounts: 'all' }],
  emptyAt: 100,
  floor: 200,
};

describe('a sub-account, where a wallet is named', () => {
  let cwd = '';
  beforeAll(async () => {
    cwd = mkdtempSync(join(tmpdir(), 'runway-test-'));
    writeFileSync(join(cwd, 'runway.config.json'), JSON.stringify(SETTINGS));
    const last = {
      minutesAgo: 4,
      balance: '500',
      burnPerDay: 20,
      p50: 20,
      state: 'steady' as const,
    };
    const subAccounts = Array.from({ length: 200 }, (_, at) => ({
      id: String(421_000 + at),
      name: `Client <${at}> \u001b[31m`,
      ...(at < 3 && { last }),
    }));
    await recordAgency(join(cwd, '.runway'), subAccounts);
    return () => rmSync(cwd, { recursive: true });
  });

  it('has a history, alerts, a page, a snooze and a pause of its own', async () => {
    const id = 'main/421002';
    const history = await runCli(cwd, ['history', id, '--format', 'csv']);
    expect(history.stdout).toMatch(/\n[^\n]*,500,SQC,/);
    const report = await runCli(cwd, ['report', id]);
    expect(report.stdout).toMatch(/\/runway-report-main-421002\.html\n$/);
    const snoozed = await runCli(cwd, ['snooze', id, '--for', '1h', '--reason', 'known']);
    expect(snoozed.stdout).toMatch(/^main\/421002 is snoozed until/);
    const paused = await runCli(cwd, ['pause', id]);
    expect(paused.stdout).toMatch(/^main\/421002 is paused: /);
    const resumed = await runCli(cwd, ['resume', id]);
    expect(resumed.stdout).toMatch(/^main\/421002 is watched again: /);
    const alerts = await runCli(cwd, ['alerts', id]);
    expect([alerts.code, alerts.stderr]).toEqual([
      0,
      expect.stringMatching(/^no alerts of main\/421002/),
    ]);
  });

  it.each([
    [
      'main/999',
      'no such sub-account of main; there are 200, from main/421000 to main/421199: status',
    ],
    ['main/421002x', 'no such sub-account of main; there are 200'],
    ['main/421199', 'no reading of main/421199 yet: its turn comes'],
    ['other/421000', 'no wallet "other/421000"; there is: main'],
  ])('%s is answered with what there is, and no list of 200', async (id, words) => {
    const { code, stderr } = await runCli(cwd, ['history', id]);
    expect(code).toBe(1);
    expect(stderr).toContain(words);
    expect(stderr.length).toBeLessThan(200);
  });

  it('is silent while its agency is paused, which says so', async () => {
    const paused = await runCli(cwd, ['pause', 'main', '--by', 'Ana']);
    expect(paused.stdout).toMatch(/^main and its sub-accounts are paused: /);
    const status = (await runCli(cwd, ['status'])).stdout;
    expect(status).toMatch(/\nAll are muted until somebody resumes it; paused by Ana /);
    const rows = JSON.parse((await runCli(cwd, ['status', '--json'])).stdout);
    expect(rows.at(-1)).toMatchObject({ agency: 'main', mute: { kind: 'pause', by: 'Ana' } });
    const one = await runCli(cwd, ['resume', 'main/421002']);
    expect([one.code, one.stderr]).toEqual([
      1,
      expect.stringContaining('main/421002 stays muted, because main is paused'),
    ]);
    const resumed = await runCli(cwd, ['resume', 'main']);
    expect(resumed.stdout).toMatch(/^main and its sub-accounts are watched again: /);
  });

  it('is not shown in a folder with other settings, which says so', async () => {
    const elsewhere = emptyFolder();
    const env = { RUNWAY_HOME: join(cwd, '.runway') };
    const none = await runCli(elsewhere, ['status'], env);
    expect(none.stderr).toMatch(
      /^main: 200 sub-accounts are in the history and left out, because there is no .*runway\.config\.json\.\n$/,
    );
    writeFileSync(join(elsewhere, 'runway.config.json'), '{ "wallets": [{ "id": "main" }] }');
    const other = await runCli(elsewhere, ['digest'], env);
    expect(other.stderr).toContain('does not name "subAccounts" of main');
    expect((await runCli(cwd, ['status'])).stderr).toBe('');
    // A watch in that folder would leave them unread without a word.
    const { env: vendor } = await simulatedVendor();
    const home = join(elsewhere, '.runway');
    await recordAgency(home, [{ id: '7', name: 'Client' }]);
    writeFileSync(
      join(home, 'store.json'),
      JSON.stringify({ api: vendor.SMARTLYQ_BASE_URL, isTestKey: false }),
    );
    const watched = await runCli(elsewhere, ['watch', '--once'], vendor);
    expect(watched.stderr).toContain('main: 1 sub-account is in the history and left out, because');
  });

  it('is none where the settings ask for none', async () => {
    const alone = emptyFolder();
    writeFileSync(join(alone, 'runway.config.json'), JSON.stringify({ wallets: [{ id: 'main' }] }));
    await recordAgency(join(alone, '.runway'), [{ id: '7', name: 'Client' }]);
    expect((await runCli(alone, ['status'])).stdout).not.toContain('sub-account');
    const { stderr } = await runCli(alone, ['history', 'main/7']);
    expect(stderr).toContain('main has no sub-accounts: "subAccounts" of runway.config.json');
  });
});
