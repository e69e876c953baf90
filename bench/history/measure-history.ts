import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { openLocalTable } from '../../cli/local/table.ts';
import type { Bench } from '../output/section.ts';
import { fixed } from '../output/text.ts';
import { QUARTER_MS, quietPast } from '../world/past.ts';
import { writeHistory, writeState } from '../world/write-past.ts';

const COMMAND = resolve(import.meta.dirname, '../../cli/runway.ts');
const MEMORY = resolve(import.meta.dirname, 'peak-memory.mjs');
const WALLET = 'main';
const LENGTHS = [
  { name: '28 days', days: 28 },
  { name: '1 year', days: 365 },
] as const;
const KB = 1_024;

const LONGEST = 'history by reading over a year';

interface Told {
  readonly lines: number;
  readonly firstMs: number;
  readonly wholeMs: number;
  readonly peakMb: number;
}

/** How long the command line takes over a long history, and whether its memory grows with it. */
export const benchHistory: Bench = async (progress) => {
  const home = mkdtempSync(join(tmpdir(), 'runway-history-'));
  try {
    const endMs = Date.now() - QUARTER_MS;
    const rows: string[][] = [];
    let longest: Told | undefined;
    let writtenFromMs = endMs + 1;
    for (const [index, { name, days }] of LENGTHS.entries()) {
      progress(index / LENGTHS.length, `writing a history of ${name}`);
      const past = quietPast(days, endMs);
      const table = await openLocalTable({ path: join(home, 'history') });
      const readings = past.readings.filter(({ reading }) => reading.atMs < writtenFromMs);
      await writeHistory(table, WALLET, { readings, days: past.days });
      await writeState(table, WALLET, past);
      await table.close();
      writtenFromMs = endMs - days * 86_400_000;
      for (const by of ['reading', 'hour', 'day']) {
        progress((index + 0.8) / LENGTHS.length, `history of ${name} by ${by}`);
        const notified = await history(home, days + 1, by);
        if (by === 'reading') longest = notified;
        rows.push([
          name,
          by,
          notified.lines.toLocaleString('en'),
          fixed(notified.firstMs),
          fixed(notified.wholeMs),
          fixed((1_000 * past.readings.length) / notified.wholeMs),
          fixed(notified.peakMb),
        ]);
      }
    }
    return [
      {
        title:
          '`runway history` from the embedded table, as CSV, the start of the process included',
        head: [
          'history',
          'by',
          'lines',
          'first line ms',
          'whole ms',
          'readings a second',
          'peak MB',
        ],
        rows,
        notes: ['The embedded table is in the same process, and its memory is in the peak.'],
        figures: [
          {
            name: `${LONGEST}, whole`,
            value: (longest?.wholeMs ?? Number.NaN) / 1_000,
            unit: 's',
            atMost: 10,
          },
          {
            name: `${LONGEST}, peak`,
            value: longest?.peakMb ?? Number.NaN,
            unit: 'MB',
            atMost: 200,
          },
        ],
      },
    ];
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
};

async function history(home: string, days: number, by: string): Promise<Told> {
  const args = ['history', WALLET, '--since', `${days}d`, '--by', by, '--format', 'csv'];
  const flags = ['--max-semi-space-size=1', '--import', MEMORY];
  const startedMs = performance.now();
  const child = spawn(process.execPath, [...flags, COMMAND, ...args], {
    env: { ...process.env, RUNWAY_HOME: home },
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
  });
  let lines = 0;
  let firstMs = Number.NaN;
  let peakKb = '';
  let complaint = '';
  child.stdout?.on('data', (chunk: Buffer) => {
    if (lines === 0) firstMs = performance.now() - startedMs;
    for (const byte of chunk) if (byte === 10) lines += 1;
  });
  child.stderr?.on('data', (chunk) => {
    complaint += chunk;
  });
  child.stdio[3]?.on('data', (chunk) => {
    peakKb += chunk;
  });
  const [code] = await once(child, 'close');
  if (code !== 0) throw new Error(`history failed (${code}): ${complaint}`);
  const wholeMs = performance.now() - startedMs;
  return { lines: lines - 1, firstMs, wholeMs, peakMb: Number(peakKb) / KB };
}
