import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { openLocalTable } from '../../cli/local/table.ts';
import { createSnoozeStore } from '../../functions/adapters/table/snooze-item.ts';
import { createWalletStore } from '../../functions/adapters/table/wallet-store.ts';
import { loadReport } from '../../functions/report/load-report.ts';
import { startBrowser } from '../../test/support/browser.ts';
import type { Bench } from '../output/section.ts';
import { fixed } from '../output/text.ts';
import { QUARTER_MS, quietPast } from '../world/past.ts';
import { writeHistory, writeState } from '../world/write-past.ts';

const RENDER = resolve(import.meta.dirname, 'render-once.ts');
const LENGTHS_DAYS = [28, 400];
const TIMES = 5;
const KB = 1_024;

/** A page has loaded before it is painted, on some machines. */
const FIRST_PAINT = `new Promise((resolve) => new PerformanceObserver((list) => {
  for (const { name, startTime } of list.getEntries()) if (name === 'first-contentful-paint') resolve(startTime);
}).observe({ type: 'paint', buffered: true }))`;

interface Rendered {
  readonly readings: number;
  readonly alerts: number;
  readonly bytes: number;
  readonly renderMs: number;
  readonly peakMb: number;
}

/** How large the page is, how long it takes to make, and how soon it is seen. */
export const benchReport: Bench = async (progress) => {
  const folder = mkdtempSync(join(tmpdir(), 'runway-report-'));
  try {
    const rows: string[][] = [];
    let last: { rendered: Rendered; paintMs: number; loadMs: number } | undefined;
    for (const [index, days] of LENGTHS_DAYS.entries()) {
      progress(index / LENGTHS_DAYS.length, `a page of ${days} days`);
      const file = join(folder, `${days}.html`);
      const runs = Array.from({ length: TIMES }, () => render(file, days));
      const rendered = runs.toSorted((a, b) => a.renderMs - b.renderMs)[Math.floor(TIMES / 2)];
      if (rendered === undefined) throw new Error('nothing was rendered');
      const paintMs = await firstPaint(file);
      const loadMs = await load(days);
      last = { rendered, paintMs, loadMs };
      rows.push([
        String(days),
        rendered.readings.toLocaleString('en'),
        String(rendered.alerts),
        fixed(rendered.bytes / KB),
        fixed(rendered.renderMs),
        fixed(rendered.peakMb),
        fixed(paintMs),
        fixed(loadMs),
      ]);
    }
    if (last === undefined) return [];
    const { rendered, paintMs } = last;
    return [
      {
        title: 'The page, of 15-minute readings',
        head: ['days', 'readings', 'alerts', 'KB', 'render ms', 'peak MB', 'paint ms', 'load ms'],
        rows,
        notes: [
          `Rendering: every reading given, in a new process, the median of ${TIMES}; the peak is that process's, the history it makes up included.`,
          'Paint: the first contentful one in Chromium, the best of three. Load: the queries that the function makes, against the embedded table.',
        ],
        figures: [
          { name: 'page of 400 days', value: rendered.bytes / KB, unit: 'KB', atMost: 250 },
          { name: 'rendering it', value: rendered.renderMs, unit: 'ms', atMost: 500 },
          { name: 'memory of it', value: rendered.peakMb, unit: 'MB', atMost: 200 },
          { name: 'first paint of it', value: paintMs, unit: 'ms', atMost: 1_000 },
        ],
      },
    ];
  } finally {
    rmSync(folder, { recursive: true });
  }
};

function render(file: string, days: number): Rendered {
  const args = [RENDER, file, String(days)];
  return JSON.parse(execFileSync(process.execPath, args, { encoding: 'utf8' }));
}

async function firstPaint(file: string): Promise<number> {
  const browser = await startBrowser();
  try {
    const paints: number[] = [];
    for (let times = 0; times < 3; times++) {
      const page = await browser.newPage();
      await page.goto(pathToFileURL(file).href);
      paints.push(await page.evaluate<number>(FIRST_PAINT));
      await page.close();
    }
    return Math.min(...paints);
  } finally {
    await browser.close();
  }
}

async function load(days: number): Promise<number> {
  const table = await openLocalTable();
  try {
    const nowMs = Date.now();
    const past = quietPast(days, nowMs - QUARTER_MS);
    await writeHistory(table, 'main', { readings: past.readings, days: past.days });
    await writeState(table, 'main', past);
    const deps = {
      store: createWalletStore(table.client, table.tableName),
      snoozes: createSnoozeStore(table.client, table.tableName),
    };
    const policy = { levelsDays: [7, 3, 1], timeZone: 'UTC' };
    const beforeMs = performance.now();
    await loadReport({ id: 'main', name: 'main' }, policy, 15, nowMs, deps);
    return performance.now() - beforeMs;
  } finally {
    await table.close();
  }
}
