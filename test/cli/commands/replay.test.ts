import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { hourlyReadings, START_MS } from '../../support/falling-wallet.ts';
import { emptyFolder, runCli } from '../run-cli.ts';

function file(
  name: string,
  header: string,
  rows: Iterable<readonly [number, number | string]>,
): string {
  const path = join(emptyFolder(), name);
  const lines = [...rows].map(([atMs, value]) => `${new Date(atMs).toISOString()},${value}`);
  writeFileSync(path, `${[header, ...lines].join('\n')}\n`);
  return path;
}

const falling = [...hourlyReadings({ hours: 7 * 24, balance: 450, perDay: 100, refill: 2_000 })];
const readings = () =>
  file(
    'readings.csv',
    'time,balance',
    falling.map(({ atMs, balance }) => [atMs, balance.decimal]),
  );

describe('runway replay', () => {
  it('reads like a log: when, how urgent, what, and what it rests on', async () => {
    const { code, stdout } = await runCli(emptyFolder(), ['replay', readings()]);
    expect(code).toBe(0);
    expect(stdout).toContain('critical  main is empty: 0 SQC left. Top up now.');
    expect(stdout).toContain('top-up    1,996 SQC came in');
    expect(stdout).toMatch(/info +main was topped up by 1,996 SQC: it lasts until\s+about/);
    expect(stdout).toMatch(/Ran dry Fri 6 Nov 12:00\n( {2}.* ahead .*\n){3,}/);
    for (const line of stdout.split('\n').slice(1)) expect(line.length).toBeLessThanOrEqual(100);
  });

  it('gives machines the alerts as they would get them', async () => {
    const { stdout } = await runCli(emptyFolder(), ['replay', readings(), '--json']);
    const kinds = (JSON.parse(stdout) as { kind: string }[]).map(({ kind }) => kind);
    expect(kinds).toContain('depleted');
    expect(kinds.at(-1)).toBe('topped-up');
  });

  it('fills a wallet for a file of spend, and fills it again when it is dry', async () => {
    const spend = file(
      'spend.csv',
      'time,spend',
      Array.from({ length: 20 * 24 }, (_, hour) => [START_MS + hour * 3_600_000, 10] as const),
    );
    const { stdout } = await runCli(emptyFolder(), ['replay', spend, '--refill-days', '4']);
    expect(stdout).toContain('a wallet of 960 SQC (4 days of spend)');
    expect(stdout.match(/^Ran dry/gm)).toHaveLength(4);
  });

  it('names the lines that it cannot use', async () => {
    const bad = file('bad.csv', 'time,balance', [[START_MS, 'plenty']]);
    const { code, stderr } = await runCli(emptyFolder(), ['replay', bad]);
    expect(code).toBe(1);
    expect(stderr).toContain('line 2: balance "plenty"');
  });

  it('says which columns it wants of a file without them, and of one that is not there', async () => {
    const other = file('other.csv', 'when,what', [[START_MS, 1]]);
    expect((await runCli(emptyFolder(), ['replay', other])).stderr).toContain('time');
    expect((await runCli(emptyFolder(), ['replay', 'not-there.csv'])).stderr).toMatch(
      /not-there\.csv/,
    );
    expect((await runCli(emptyFolder(), ['replay'])).code).toBe(2);
  });

  it('shows no heading over nothing where the wallet did not run out', async () => {
    const calm = file('calm.csv', 'time,balance', [
      [START_MS, 500],
      [START_MS + 3_600_000, 499],
    ]);
    const { stdout } = await runCli(emptyFolder(), ['replay', calm]);
    expect(stdout).not.toContain('What was forecast');
    expect(stdout).toContain('The wallet did not run out.');
  });
});
