import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CommanderError } from 'commander';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { forecastCommand } from '../../../cli/commands/forecast.ts';

function fileOf(text: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'runway-test-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, 'readings.csv');
  writeFileSync(file, text);
  return file;
}

/** What the command prints. */
async function run(...args: string[]): Promise<string> {
  let printed = '';
  const spy = vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    printed += String(text);
    return true;
  });
  try {
    const command = forecastCommand()
      .exitOverride()
      .configureOutput({ writeErr: () => {} });
    await command.parseAsync(args, { from: 'user' });
  } finally {
    spy.mockRestore();
  }
  return printed;
}

const hourly = (hours: number) =>
  Array.from({ length: hours + 1 }, (_, hour) => {
    const time = new Date(Date.UTC(2025, 0, 7, hour)).toISOString();
    return `${time},${500 - 2 * hour}`;
  });

describe('forecast FILE.csv', () => {
  it('tells a person when the wallet runs out, and what is spent by day', async () => {
    const printed = await run(fileOf(['time,balance', ...hourly(100)].join('\n')));
    expect(printed).toContain('Left        300, burning 48 a day');
    expect(printed).toContain('Runs out    2025-01-17 10:00 UTC, in 6.25 days');
    expect(printed).toContain('2025-01-10  48 spent');
    expect(printed).toContain('2025-01-11  8 spent (4 of 24 hours known)');
  });

  it('prints dates, durations and spend as JSON', async () => {
    const lines = ['note,balance,time', ...hourly(100).map((row) => row.split(',').reverse())];
    const file = fileOf(lines.map((row) => (Array.isArray(row) ? `x,${row}` : row)).join('\r\n'));
    const notified = JSON.parse(await run(file, '--json'));
    expect(notified).toMatchObject({
      now: '2025-01-11T04:00:00.000Z',
      balance: 300,
      state: 'steady',
      burnPerDay: 48,
    });
    expect(Date.parse(notified.runsOutAt.p50)).toBeCloseTo(Date.UTC(2025, 0, 17, 10), -4);
    expect(notified.spendByDay).toHaveLength(5);
    expect(notified.spendByHour).toHaveLength(101);
  });

  it('says what it still has to learn', async () => {
    const printed = await run(fileOf(['time,balance', ...hourly(10)].join('\n')));
    expect(printed).toContain('State       learning');
    expect(printed).toContain('62 more hours of readings');
  });

  it('does not care for the order of rows or for exact duplicates', async () => {
    const rows = hourly(100);
    const straight = await run(fileOf(['time,balance', ...rows].join('\n')));
    const mixed = ['time,balance', ...rows.toReversed(), ...rows.slice(3, 9)];
    expect(await run(fileOf(mixed.join('\n')))).toBe(straight);
  });

  it('takes another emptyAt and another now', async () => {
    const file = fileOf(['time,balance', ...hourly(100)].join('\n'));
    expect(await run(file, '--empty-at', '300')).toContain('State       empty');
    const later = JSON.parse(await run(file, '--json', '--now', '2025-01-12T04:00:00Z'));
    // As --since takes it: without a zone it is UTC.
    expect(JSON.parse(await run(file, '--json', '--now', '2025-01-12 04:00'))).toEqual(later);
    expect(later.now).toBe('2025-01-12T04:00:00.000Z');
  });

  it('names every line that cannot be used', async () => {
    const file = fileOf(
      [
        'time,balance',
        '2025-01-07T00:00:00,1',
        '2999-01-01T00:00:00Z,1',
        '2025-01-07T00:00:00Z,"1,234"',
        '2025-01-07T01:00:00Z,',
      ].join('\n'),
    );
    await expect(run(file)).rejects.toThrow(
      /line 2: time .* has no zone[\s\S]*line 3: time .* is later than now[\s\S]*line 4: balance "1,234" is no plain decimal[\s\S]*line 5: balance ""/,
    );
  });

  it('refuses one moment with two balances', async () => {
    const file = fileOf('time,balance\n2025-01-07T00:00:00Z,1\n2025-01-07T00:00:00Z,2\n');
    await expect(run(file)).rejects.toThrow(
      'line 3: 2025-01-07T00:00:00.000Z has another balance than in line 2',
    );
  });

  it.each([
    ['', 'is empty'],
    ['time,balance\n', 'there are no readings below the header'],
    [
      'when,balance\n2025-01-07T00:00:00Z,1',
      'line 1 must name the columns time,balance (readings) or time,spend',
    ],
    ['time,balance\n"2025', 'is not a CSV file: line 2: a quotation mark is never closed'],
  ])('refuses the file %j', async (text, fault) => {
    await expect(run(fileOf(text))).rejects.toThrow(fault);
  });

  it.each([
    ['time,balance', '2025-01-07T00:00:00Z,1,234'],
    ['time,spend', '2025-01-07T00:00:00Z,1,234'],
    ['time,balance,note', '2025-01-07T00:00:00Z,1,234,x'],
  ])('refuses a row with more values than %s', async (header, row) => {
    await expect(run(fileOf(`${header}\n${row}\n`))).rejects.toThrow(
      /line 2: \d values for \d columns: write 1234\.5, not 1,234\.5/,
    );
  });

  it('takes what replay takes: spend of a wallet that is filled', async () => {
    const rows = hourly(20 * 24).map((row) => row.replace(/,.*/, ',10'));
    const said = vi.spyOn(process.stderr, 'write').mockImplementation(() => true);
    const file = fileOf(['time,spend', ...rows].join('\n'));
    const notified = JSON.parse(await run(file, '--json', '--refill-days', '30'));
    expect(notified).toMatchObject({ balance: 7_200 - 4_810, state: 'steady' });
    expect(notified.burnPerDay).toBeCloseTo(240, 0);
    expect(said.mock.calls.join()).toContain('filled with 7200 (30 days of its mean spend)');
    said.mockRestore();
  });

  it('names both kinds of file in its help', () => {
    let help = '';
    forecastCommand()
      .configureOutput({ writeOut: (text) => (help += text) })
      .outputHelp();
    expect(help).toMatch(/time,balance \(readings/);
    expect(help).toContain('time,spend');
  });

  it.each([
    ['/nowhere/readings.csv', 'there is no such file; check the path'],
    [tmpdir(), 'it is a folder; name a file'],
  ])('refuses %s in plain words', async (path, why) => {
    await expect(run(path)).rejects.toThrow(new Error(`cannot read ${path}: ${why}`).message);
  });
});

describe('forecast, used wrongly', () => {
  it.each([
    [[], 'give either one FILE.csv or --batch'],
    [['file.csv', '--batch'], 'give either one FILE.csv or --batch'],
    [['file.csv', '--now', '2025-02-30'], 'Must be a time ago such as 90m, 24h or 7d'],
    [['file.csv', '--empty-at', 'two'], 'expected a plain decimal'],
    [['--batch', '--json'], 'cannot be used with'],
  ])('refuses %j', async (args, fault) => {
    const error = await run(...args).catch((thrown: CommanderError) => thrown);
    expect(error).toHaveProperty('message', expect.stringContaining(fault));
    expect(error).toHaveProperty('code');
  });
});
