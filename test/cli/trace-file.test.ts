import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { CommandError } from '../../cli/command-error.ts';
import { readTrace } from '../../cli/trace-file.ts';

const folder = mkdtempSync(join(tmpdir(), 'trace-'));
afterAll(() => rmSync(folder, { recursive: true }));
const path = join(folder, 'trace.csv');

function read(text: string) {
  writeFileSync(path, text);
  return readTrace(path);
}

async function toFault(reading: Promise<unknown>): Promise<string> {
  const error = await reading.catch((caught) => caught as CommandError);
  expect(error).toBeInstanceOf(CommandError);
  return (error as CommandError).message.replaceAll(path, 'FILE');
}

describe('reading a trace', () => {
  it('reads times with a zone and plain or scientific numbers', async () => {
    const trace = await read(
      'time,spend\n2025-01-07T00:00:00Z,1.5\n2025-01-07T02:00+01:00,2e-3\n2025-01-07 02:00:00Z,0\n',
    );
    expect(trace).toEqual({
      stepMs: 3_600_000,
      rows: [
        { atMs: Date.UTC(2025, 0, 7), spend: 1.5 },
        { atMs: Date.UTC(2025, 0, 7, 1), spend: 0.002 },
        { atMs: Date.UTC(2025, 0, 7, 2), spend: 0 },
      ],
    });
  });

  it('passes over a byte order mark, empty lines, line ends of Windows and further columns', async () => {
    const { rows } = await read(
      '\ufeffnote,time,spend\r\n\r\nx,2025-01-07T00:00:00Z,1\r\ny,2025-01-07T01:00:00Z,2\r\n',
    );
    expect(rows.map((row) => row.spend)).toEqual([1, 2]);
  });

  it('takes the smallest distance for the step, an hour for a single row', async () => {
    const rows = '2025-01-07T00:00:00Z,1\n2025-01-07T03:00:00Z,1\n2025-01-07T03:10:00Z,1\n';
    expect((await read(`time,spend\n${rows}`)).stepMs).toBe(600_000);
    expect((await read('time,spend\n2025-01-07T00:00:00Z,1\n')).stepMs).toBe(3_600_000);
  });

  it('names every bad row with its line, in one error', async () => {
    const rows = [
      '2025-01-07T00:00:00Z,1',
      '2025-01-07T01:00:00,1',
      'yesterday,1',
      '2025-02-30T00:00:00Z,1',
      '2025-01-07T02:00:00Z,-1',
      '2025-01-07T03:00:00Z,"1,234"',
      '2025-01-07T04:00:00Z,NaN',
      '2025-01-07T05:00:00Z',
      '2025-01-07T00:00:00Z,1',
      '2025-01-06T00:00:00Z,1',
    ];
    const message = await toFault(read(`time,spend\n${rows.join('\n')}\n`));
    expect(message.split('\n  ')).toEqual([
      'FILE: 9 bad rows',
      'line 3: time "2025-01-07T01:00:00" has no zone: end it with Z or an offset',
      'line 4: time "yesterday" is no time such as 2025-01-07T00:00:00Z',
      'line 5: time "2025-02-30T00:00:00Z" is no time such as 2025-01-07T00:00:00Z',
      'line 6: spend "-1" is no number from 0 to 10^9',
      'line 7: spend "1,234" is no number from 0 to 10^9',
      'line 8: spend "NaN" is no number from 0 to 10^9',
      'line 9: spend "" is no number from 0 to 10^9',
      'line 10: time "2025-01-07T00:00:00Z" is there twice',
      'line 11: time "2025-01-06T00:00:00Z" is before the row above',
    ]);
  });

  it('shows the first ten bad rows and counts the rest', async () => {
    const message = await toFault(read(`time,spend\n${'never,1\n'.repeat(25)}`));
    const lines = message.split('\n  ');
    expect(lines).toHaveLength(12);
    expect(lines[0]).toBe('FILE: 25 bad rows');
    expect(lines.at(-1)).toBe('and 15 more');
  });

  it('keeps control characters of a file away from the terminal', async () => {
    expect(await toFault(read('time,spend\n\u001b[2J,1\n'))).not.toContain('\u001b');
  });

  it.each([
    ['an empty file', '', 'FILE is empty'],
    ['a file of empty lines', '\n\n', 'FILE is empty'],
    ['a header alone', 'time,spend\n', 'FILE has no rows below its header'],
    ['another header', 'when,what\n1,2\n', 'FILE: line 1 must name the columns time,spend'],
    [
      'daily rows',
      'time,spend\n2025-01-07T00:00:00Z,1\n2025-01-08T00:00:00Z,1\n',
      'FILE: rows are 24 hours apart; steps of an hour or less are needed',
    ],
    [
      'rows of milliseconds',
      'time,spend\n2025-01-07T00:00:00Z,1\n2025-01-07T00:00:00.001Z,1\n',
      'FILE: rows are less than a second apart',
    ],
  ])('refuses %s', async (_, text, message) => {
    expect(await toFault(read(text))).toBe(message);
  });

  it('says where a quote never ends', async () => {
    expect(await toFault(read('time,spend\n"2025,1\n'))).toBe(
      'FILE is not a CSV file: line 2: a quotation mark is never closed',
    );
  });

  it('says plainly that a file is not there, or is a folder', async () => {
    const absent = join(folder, 'absent.csv');
    expect(await toFault(readTrace(absent))).toBe(
      `cannot read ${absent}: there is no such file; check the path`,
    );
    expect(await toFault(readTrace(folder))).toBe(
      `cannot read ${folder}: it is a folder; name a file`,
    );
  });
});
