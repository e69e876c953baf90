import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { columnsOf } from '../../../cli/output/columns.ts';
import { type RecordedSubAccount, recordAgency } from '../../support/agency-history.ts';
import { emptyFolder, runCli } from '../run-cli.ts';

const RUNWAY = resolve(import.meta.dirname, '../../../cli/runway.ts');
const NAMES = [
  'Client',
  'Red \u001b[31malert\u001b[2J\r\nforged line',
  'שלום עולם, לקוח ארוך מאוד עם שם ארוך',
  '\u202eright to left override',
  'A name that goes on and on, as names of companies in registers do',
  '客户公司名称非常长的一个名字客户公司名称',
  '👩‍👩‍👧 Family 🇩🇪',
];

/** 200 that were read up to 14 minutes ago: 3 empty, 40 dated, 20 idle, 132 new ones, 5 never read; one is gone. */
function twoHundred(): RecordedSubAccount[] {
  return Array.from({ length: 201 }, (_, at) => {
    const id = String(421_000 + at);
    const name = `${NAMES[at % NAMES.length]} ${at}`;
    const read = { minutesAgo: at % 15, balance: `${1_000 + at}.5`, burnPerDay: 20 };
    if (at === 200) return { id, name, isRemoved: true, last: { ...read, state: 'idle' } };
    if (at >= 195) return { id, name };
    if (at % 65 === 7) {
      const last = { ...read, balance: at > 100 ? '-3' : '0.5', state: 'empty' as const };
      return { id, name, last, memory: { isEmptyNotified: true } };
    }
    if (at < 41) {
      // Not in the order of their numbers: 7 has no factor in common with 41.
      const p50 = 1.5 + ((at * 7) % 41);
      const memory = p50 < 3 ? { firingLevels: [7, 3] } : {};
      const state = at % 5 === 0 ? ('learning' as const) : ('steady' as const);
      return { id, name, last: { ...read, p50, state }, memory };
    }
    if (at < 61) return { id, name, last: { ...read, burnPerDay: 0, state: 'idle' } };
    return { id, name, last: { ...read, burnPerDay: 0, p50: 90, state: 'learning' } };
  });
}

function folderOf(settings: object): string {
  const cwd = mkdtempSync(join(tmpdir(), 'runway-test-'));
  writeFileSync(join(cwd, 'runway.config.json'), JSON.stringify(settings));
  return cwd;
}

const AGENCY = { wallets: [{ id: 'main', name: 'Agency', subAccounts: 'all' }] };

describe('status of an agency of 200', () => {
  let cwd = '';
  beforeAll(async () => {
    cwd = folderOf(AGENCY);
    await recordAgency(join(cwd, '.runway'), twoHundred());
    return () => rmSync(cwd, { recursive: true });
  });
  const idsIn = (text: string) => [...text.matchAll(/^[! ] (421\d{3}) /gm)].map(([, id]) => id);

  it('says what matters in a sentence, then ranks them by date, a line each', async () => {
    const { stdout, code } = await runCli(cwd, ['status']);
    expect(code).toBe(0);
    const sentence = stdout.replaceAll('\n', ' ');
    expect(sentence).toContain(
      '200 sub-accounts: 3 empty, 6 run out within 7 days, 5 with an open alert (!), 5 not read yet; the others read within the last 14 minutes. A date with ? is a rough guess: still learning.',
    );
    const ids = idsIn(stdout);
    expect(ids).toHaveLength(200);
    expect(ids.slice(0, 3)).toEqual(['421137', '421007', '421072']);
    expect(ids.slice(-5)).toEqual(['421195', '421196', '421197', '421198', '421199']);
    expect(stdout).toMatch(/^! 421137 .* -3 SQC +20 {2}overdrawn$/m);
    expect(stdout).toMatch(/^ {2}421041 .* 1,042 SQC +0 {2}not running down$/m);
    expect(stdout).toMatch(/^ {2}421199 .* not read yet$/m);
    expect(stdout).not.toContain('421200');
    expect(stdout).toMatch(/ history main\/421137, alerts main\/421137\n$/);
  });

  it.each([
    [undefined, 80],
    [40, 40],
    [60, 60],
    [120, 120],
  ])('fits a terminal of %s columns and lets no name reach it', async (given, columns) => {
    const env = given === undefined ? {} : { COLUMNS: String(given) };
    const { stdout } = await runCli(cwd, ['status'], env as Record<string, string>);
    expect(idsIn(stdout)).toHaveLength(200);
    for (const line of stdout.split('\n')) {
      expect(columnsOf(line)).toBeLessThanOrEqual(columns);
      expect(line.split('\u2068').length).toBe(line.split('\u2069').length);
    }
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not be there
    expect(stdout).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e]/);
  });

  it('ends well when its reader has read enough', () => {
    const script = '"$0" "$1" status | head -n 20';
    const { stdout, stderr } = spawnSync('sh', ['-c', script, process.execPath, RUNWAY], {
      cwd,
      encoding: 'utf8',
      env: { PATH: process.env.PATH, HOME: cwd },
    });
    expect(stderr).toBe('');
    expect(stdout.split('\n')).toHaveLength(21);
    expect(idsIn(stdout).length).toBeGreaterThan(0);
  });

  it('is complete for machines, in the same order', async () => {
    // At once: readers of one store wait for each other.
    const [{ stdout: json }, { stdout: text }, again] = await Promise.all([
      runCli(cwd, ['status', '--json']),
      runCli(cwd, ['status']),
      runCli(cwd, ['status']),
    ]);
    expect(idsIn(again.stdout)).toEqual(idsIn(text));
    const rows = JSON.parse(json) as { wallet: string; name: string }[];
    expect(rows[0]).toMatchObject({ wallet: 'main', balance: 900 });
    expect(rows[0]).not.toHaveProperty('agency');
    expect(rows.slice(1).map(({ wallet }) => wallet)).toEqual(
      idsIn(text).map((id) => `main/${id}`),
    );
    const one = rows.find(({ wallet }) => wallet === 'main/421006');
    expect(one).toEqual({
      wallet: 'main/421006',
      mute: null,
      name: '👩‍👩‍👧 Family 🇩🇪 6',
      agency: 'main',
      balance: 1006.5,
      currency: 'SQC',
      burnPerDay: 20,
      runwayP10Days: 1.25,
      runwayP50Days: 2.5,
      runwayP90Days: 5,
      state: 'steady',
      lastReadingAt: expect.any(String),
      lastReadingAgeSeconds: expect.any(Number),
      openAlerts: [{ kind: 'runway', levelDays: 3 }],
      waitingAlerts: [],
    });
    expect(rows.at(-1)).toEqual({
      wallet: 'main/421199',
      mute: null,
      name: expect.any(String),
      agency: 'main',
      lastReadingAt: null,
      openAlerts: [],
      waitingAlerts: [],
    });
    expect(json).toContain('"balance": 1006.5,');
  });
});

describe('status of an agency in trouble', () => {
  it('names those that were not read for long, and why', async () => {
    const cwd = emptyFolder();
    writeFileSync(join(cwd, 'runway.config.json'), JSON.stringify(AGENCY));
    const last = { balance: '12.5', burnPerDay: 0, state: 'idle' as const };
    const subAccounts = Array.from({ length: 8 }, (_, at) => ({
      id: String(5 + at),
      name: `Client ${at}`,
      last: { ...last, minutesAgo: at < 7 ? 200 : 5 },
    }));
    const fault = 'SmartlyQ is \u001b[31mnot available';
    await recordAgency(join(cwd, '.runway'), subAccounts, { sweep: { fault } });
    const { stdout } = await runCli(cwd, ['status']);
    expect(stdout.replaceAll('\n', ' ')).toContain(
      '8 sub-accounts: none is near its end; 7 not read for over 1 hour: 5, 6, 7, 8, 9 and 2 more.',
    );
    expect(stdout).toMatch(/^Not being read since .*: SmartlyQ is {1,2}\[31mnot available$/m);
    expect(stdout).not.toContain('\u001b');
  });

  it('says that none was listed, and takes the agency’s own wallet as it is', async () => {
    const cwd = emptyFolder();
    writeFileSync(join(cwd, 'runway.config.json'), JSON.stringify(AGENCY));
    const fault = 'the API key lacks the scope workspaces:read';
    await recordAgency(join(cwd, '.runway'), [], { sweep: { fault } });
    const { stdout } = await runCli(cwd, ['status']);
    expect(stdout).toMatch(/^Agency \(main\)\n {2}Left +900 SQC/);
    expect(stdout).toContain(
      'Sub-accounts of Agency: none has been listed yet.\nNot being read since',
    );
    expect(stdout).toContain('workspaces:read');
  });

  it('shows the sub-accounts although the agency’s own wallet was never read', async () => {
    const cwd = emptyFolder();
    writeFileSync(join(cwd, 'runway.config.json'), JSON.stringify(AGENCY));
    const last = { minutesAgo: 1, balance: '5', burnPerDay: 0, state: 'idle' as const };
    const only = [{ id: '12345678901234567890', name: 'Only', last }];
    await recordAgency(join(cwd, '.runway'), only, { isMainRead: false });
    const { stdout, code } = await runCli(cwd, ['status']);
    expect(code).toBe(0);
    expect(stdout).toContain('Agency (main)\n  no reading yet\n');
    expect(stdout).toMatch(/^1 sub-account: none is near its end; every one read within the last/m);
    expect(stdout).toMatch(/^ {2}12345678901234567890 {2}Only +5 SQC +0 {2}not running down$/m);
  });
});
