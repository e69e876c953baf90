import { describe, expect, it } from 'vitest';
import { DAY_MS } from '../../../../functions/core/ledger/durations.ts';
import { renderPage } from '../../../../functions/report/page/render-page.ts';
import type { WalletReport } from '../../../../functions/report/report-data.ts';
import { longHistory } from '../../../support/long-history.ts';

const NOW_MS = Date.parse('2026-11-22T14:05:00Z');
const page = (wallet: WalletReport) =>
  renderPage({ nowMs: NOW_MS, timeZone: 'Europe/Berlin', canSnooze: true, wallet });

describe('what it is spent on', () => {
  const wallet = longHistory(NOW_MS, 400);
  const html = page(wallet);

  it('stacks each day by type, with a table and a file', () => {
    const [, section = ''] = html.split('id="what-it-is-spent-on"');
    expect(section.match(/<path class="part s\d" d="M/g)).toHaveLength(5);
    const [firstPath = ''] = section.match(/ d="[^"]*"/g) ?? [];
    expect(firstPath.match(/M/g)?.length).toBeGreaterThan(20);
    expect(section).toMatch(/<th scope="row">key #\d+<td>[\d.]+<td>\d+ %/);
    expect(section).toContain('not in the log');
    expect(section).toContain('video generation');
    const csv = /href="data:text\/csv;charset=utf-8,(date,type,spend[^"]*)"/.exec(section)?.[1];
    const rows = decodeURIComponent(csv ?? '')
      .trim()
      .split('\r\n')
      .slice(1);
    const spends = new Map<string, number>();
    for (const row of rows) {
      const [date = '', , spend] = row.split(',');
      spends.set(date, (spends.get(date) ?? 0) + Number(spend));
    }
    expect(spends.size).toBe(28);
    for (const { date, spend } of wallet.days.filter(({ date }) => spends.has(date))) {
      expect(spends.get(date)).toBeCloseTo(Number(spend.decimal), 0);
    }
  });

  it('is a part of a page of 400 days that stays under 250 KB', () => {
    expect(Buffer.byteLength(html)).toBeLessThan(250 * 1_024);
  });

  it('is left out where nothing was read, or nothing was spent', () => {
    const { logDays = [], ...without } = wallet;
    expect(page(without)).not.toContain('What it is spent on');
    const idle = logDays.map((day) => ({ ...day, spend: { ...day.spend, total: 0 } }));
    expect(page({ ...wallet, logDays: idle })).not.toContain('What it is spent on');
    const old = logDays.filter(({ date }) => Date.parse(date) < NOW_MS - 30 * DAY_MS);
    expect(page({ ...wallet, logDays: old })).not.toContain('What it is spent on');
  });
});
