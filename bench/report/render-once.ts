import { writeFileSync } from 'node:fs';
import { renderPage } from '../../functions/report/page/render-page.ts';
import { longHistory } from '../../test/support/long-history.ts';

/** Renders one page in a process of its own, cold as a function is, and prints what that took. */
const [file = '', days = ''] = process.argv.slice(2);
const nowMs = Date.parse('2026-11-22T14:05:00Z');
// With monthly credits a page has the most to show.
const wallet = longHistory(nowMs, Number(days), 1_000);
const beforeMs = performance.now();
const page = renderPage({ nowMs, timeZone: 'Europe/Berlin', wallet, canSnooze: true });
const renderMs = performance.now() - beforeMs;
writeFileSync(file, page);
const { maxRSS } = process.resourceUsage();
process.stdout.write(
  JSON.stringify({
    readings: wallet.readings.length,
    alerts: wallet.alerts.length,
    bytes: Buffer.byteLength(page),
    renderMs,
    peakMb: maxRSS / 1_024,
  }),
);
