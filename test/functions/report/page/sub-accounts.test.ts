import { describe, expect, it } from 'vitest';
import { renderPage } from '../../../../functions/report/page/render-page.ts';
import type { ReportData, SubAccountsReport } from '../../../../functions/report/report-data.ts';
import { longHistory } from '../../../support/long-history.ts';
import { manySubAccounts } from '../../../support/many-sub-accounts.ts';

const NOW_MS = Date.parse('2026-11-22T14:05:00Z');
const MAX_BYTES = 250 * 1_024;
const EVIL = '&"<>\''.repeat(20);

const wallet = longHistory(NOW_MS, 400, 1_000);

function page(subAccounts: SubAccountsReport): string {
  const data: ReportData = {
    nowMs: NOW_MS,
    timeZone: 'Europe/Berlin',
    wallet,
    canSnooze: true,
    subAccounts,
  };
  return renderPage(data);
}

function rowsOf(html: string): string[] {
  return html.match(/<tr><th scope=row>.*?(?=<tr>|<\/tbody>)/gs) ?? [];
}

describe("an agency's page", () => {
  it.each([
    [1, 'plain'],
    [30, 'plain'],
    [31, 'plain'],
    [200, 'plain'],
    [1_000, 'plain'],
    [200, 'hostile'],
    [1_000, 'hostile'],
  ])(
    'with %d sub-accounts of %s names and 400 days of history stays under 250 KB',
    (count, names) => {
      const nameOf = names === 'hostile' ? () => EVIL : undefined;
      const ranked = manySubAccounts(count, NOW_MS, nameOf);
      const html = page({ ranked });
      expect(Buffer.byteLength(html)).toBeLessThan(MAX_BYTES);
      const rows = rowsOf(html);
      const isWhole = count <= 200 || names === 'plain';
      if (isWhole) expect(rows).toHaveLength(count);
      // What has no room is counted.
      else expect(html).toContain(`${count - rows.length} more, that last longer`);
      expect(html).not.toContain(EVIL.slice(0, 5));
    },
  );

  it('ranks them by date, each with its balance, burn, alerts and age, and a link of its own', () => {
    const rows = rowsOf(page({ ranked: manySubAccounts(200, NOW_MS) }));
    expect(rows[0]).toMatch(
      /^<tr><th scope=row><a href="\?t=rtl8p2o\.main~421003\.x{43}">Client 3<\/a><td>0.5<td>empty<td>empty<td>0<td>3 min$/,
    );
    expect(rows[9]).toMatch(
      /<td>\w{3} \d+ Nov, about \d\d:00(?: \?)?<td>7 d left<td>41<td>\d+ min$/,
    );
    expect(rows.at(-1)).toMatch(/Client 7<\/a><td>–<td>not read yet<td><td>–<td>–$/);
    const stale = rows.find((row) => row.includes('>Client 5<'));
    expect(stale).toMatch(/<td><strong class="severity warning">5 h<\/strong>$/);
  });

  it('says in a sentence how many matter, and why none is read', () => {
    const ranked = manySubAccounts(200, NOW_MS);
    const html = page({ ranked });
    expect(html).toMatch(
      /<p>200: 3 empty; \d+ run out within 7 days, \d+ within 3 days, \d+ within 1 day; \d+ with an open alert; <strong>2 not read for long<\/strong>\. A date with \? is a rough guess: still learning\.<\/p>/,
    );
    const fault = { message: 'the key lacks <b>workspaces:read</b>', sinceMs: NOW_MS - 3_600_000 };
    const stalled = page({ ranked: [], fault });
    expect(stalled).toContain(
      'Not being read since Sun 22 Nov 14:05:</strong> the key lacks &lt;b&gt;',
    );
    expect(stalled).toContain('None has been listed so far.');
  });

  it('leaves the old figures to the command line where there are many, and keeps them where there are few', () => {
    const many = page({ ranked: manySubAccounts(31, NOW_MS) });
    expect(many).not.toContain('download=');
    expect(many).toContain('history main --format csv');
    expect(page({ ranked: manySubAccounts(30, NOW_MS) })).toContain('download="main-days.csv"');
  });
});
