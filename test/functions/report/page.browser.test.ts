import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PAGE_POLICY, renderPage } from '../../../functions/report/page/render-page.ts';
import type { ReportData } from '../../../functions/report/report-data.ts';
import { violationsOn } from '../../support/axe.ts';
import { startBrowser } from '../../support/browser.ts';
import { longHistory } from '../../support/long-history.ts';

const NOW_MS = Date.parse('2026-11-22T14:05:00Z');
const EVIL = `<img src=x onerror="document.title='owned'">&lt;b&gt;`;

const wallet = longHistory(NOW_MS, 60);
const data: ReportData = {
  nowMs: NOW_MS,
  timeZone: 'Europe/Berlin',
  canSnooze: true,
  wallet: {
    ...wallet,
    name: EVIL,
    alerts: wallet.alerts.map((alert, at) =>
      at === wallet.alerts.length - 1 ? { ...alert, reason: `=1+1 ${EVIL}` } : alert,
    ),
    mute: {
      kind: 'snooze',
      untilMs: NOW_MS + 3_600_000,
      setAtMs: NOW_MS,
      reason: EVIL,
      by: EVIL,
    },
  },
  ranking: [
    { name: EVIL, latest: wallet.readings.at(-1), staleAfterMs: 3_600_000, isShown: true },
    {
      name: 'other',
      latest: wallet.readings[0],
      staleAfterMs: 60_000,
      isShown: false,
      href: '?t=x',
      subAccounts: '200 sub-accounts: 3 empty; 12 run out within 7 days, 4 within 3 days',
    },
    { name: 'new', latest: undefined, staleAfterMs: 60_000, isShown: false },
  ],
};

let browser: Browser;
let server: Server;
let url: string;
const posted: string[] = [];

beforeAll(async () => {
  const page = renderPage(data);
  server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    if (request.method === 'POST') posted.push(body);
    const headers = { 'content-type': 'text/html', 'content-security-policy': PAGE_POLICY };
    response.writeHead(200, headers).end(page);
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  browser = await startBrowser();
});
afterAll(async () => {
  await browser.close();
  await new Promise((resolve) => server.close(resolve));
});

/** The page, opened, with whatever went wrong in it. */
async function open(
  width: number,
  colorScheme: 'light' | 'dark' = 'light',
): Promise<{ context: BrowserContext; page: Page; faults: string[]; requests: string[] }> {
  const context = await browser.newContext({ viewport: { width, height: 800 }, colorScheme });
  const page = await context.newPage();
  const faults: string[] = [];
  const requests: string[] = [];
  page.on('pageerror', ({ message }) => faults.push(message));
  page.on('console', (message) => {
    if (message.type() === 'error') faults.push(message.text());
  });
  page.on('request', (request) => requests.push(request.url()));
  await page.goto(url);
  return { context, page, faults, requests };
}

describe.each([
  [360, 'light'],
  [360, 'dark'],
  [1280, 'light'],
  [1280, 'dark'],
] as const)('the page at %d px, %s', (width, scheme) => {
  it('has no violation that axe-core finds, asks nobody for anything, and fits', async () => {
    const { context, page, faults, requests } = await open(width, scheme);
    await page.locator('details').first().evaluate('(one) => { one.open = true }');
    expect(await violationsOn(page)).toEqual([]);
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(width);
    expect(faults).toEqual([]);
    expect(requests.filter((one) => one !== url && !one.endsWith('/favicon.ico'))).toEqual([]);
    await context.close();
  });
});

describe.each([320, 360, 390, 600, 768, 1280, 1600])('at %d px', (width) => {
  it('nothing is cut off: a table fits, or can be scrolled by keyboard and says what it is', async () => {
    const { context, page } = await open(width);
    await page.evaluate(
      "document.querySelectorAll('details').forEach((one) => { one.open = true })",
    );
    const { document: wide, tables } = await page.evaluate<{
      document: number;
      tables: { label: string; isReachable: boolean; overflow: number; lastRight: number }[];
    }>(`({
      document: document.documentElement.scrollWidth,
      tables: [...document.querySelectorAll('table')].map((table) => {
        const box = table.closest('.scroll');
        const rights = [...table.querySelectorAll('tr > :last-child')].map((cell) => cell.getBoundingClientRect().right);
        return {
          label: box.getAttribute('aria-label') ?? '',
          isReachable: box.tabIndex === 0 && box.getAttribute('role') === 'region',
          overflow: box.scrollWidth - box.clientWidth,
          lastRight: Math.max(...rights),
        };
      }),
    })`);
    expect(wide).toBe(width);
    expect(tables.map(({ label }) => label)).toEqual([
      'All wallets, by days left',
      'Mean spend by hour and weekday',
      'What the last week was spent on',
      'Figures by day',
      'Older figures by day',
    ]);
    for (const { label, isReachable, overflow, lastRight } of tables) {
      expect([label, isReachable]).toEqual([label, true]);
      expect([label, overflow]).toEqual([label, 0]);
      expect(lastRight).toBeLessThanOrEqual(width);
    }
    await context.close();
  });
});

describe('the page', () => {
  it('reaches in its first range the answer of the headline, with the fan down to empty', async () => {
    const { context, page } = await open(1280);
    const chart = page.locator('.chart:visible').first();
    const { span, fan } = JSON.parse((await chart.getAttribute('data-series')) ?? '') as {
      span: [number, number];
      fan: [number, number][][];
    };
    const latest = wallet.readings.at(-1);
    const emptyAtMs = (latest?.reading.atMs ?? 0) + (latest?.runwayDays?.p50 ?? 0) * 86_400_000;
    expect(span[1]).toBeGreaterThan(emptyAtMs);
    const [dryMinutes = 0, left] = fan[1]?.at(-1) ?? [];
    expect(left).toBe(wallet.emptyAt);
    expect(span[0] + dryMinutes * 60_000).toBeLessThan(span[1]);
    await context.close();
  });

  it('names the vendor, the zone and when the balance was read', async () => {
    const { context, page } = await open(360);
    expect(await page.locator('.wallet').innerText()).toContain('SmartlyQ wallet');
    expect(await page.locator('.read').innerText()).toBe(
      'read Sun 22 Nov 15:00 (Europe/Berlin), 5 minutes ago',
    );
    expect(await page.title()).toContain('SmartlyQ');
    await context.close();
  });

  it('says what the chosen range has cost, and how that changed', async () => {
    const { context, page } = await open(1280);
    for (const [range, said] of [
      ['24h', /[\d.,]+ SQC in 24 hours, \d+ % (more|less) than in the 24 hours before/],
      ['7d', /[\d.,]+ SQC in 7 days, (\d+ % (more|less) than|as much as) in the 7 days before/],
      ['all', /[\d.,]+ SQC since \w{3} \d+ Sep/],
    ] as const) {
      await page.locator(`label:has(#range-${range})`).click();
      expect(await page.locator('.chart:visible figcaption').nth(1).innerText()).toMatch(said);
    }
    const sinceMs = NOW_MS - 7 * 86_400_000;
    const spent = wallet.readings
      .filter(({ reading }) => reading.atMs > sinceMs)
      .reduce((sum, { spend }) => sum + Number(spend?.decimal ?? 0), 0);
    const text = await page.locator('.in-7d strong').first().textContent();
    expect(Number.parseFloat((text ?? '').replace(',', ''))).toBeCloseTo(spent, -1);
    await context.close();
  });

  it('has a legend for every colour of dot that it shows', async () => {
    const { context, page } = await open(1280);
    for (const range of ['7d', '30d', 'all']) {
      await page.locator(`label:has(#range-${range})`).click();
      for (const severity of ['info', 'warning', 'critical']) {
        const [dot, legend] = await page.evaluate<[string | null, string | null]>(`(() => {
          const chart = document.querySelector('.in-${range}');
          const dot = chart.querySelector('circle.mark.${severity}');
          const legend = chart.querySelector('.key-alert.${severity}');
          return [dot && getComputedStyle(dot).fill, legend && getComputedStyle(legend).backgroundColor];
        })()`);
        expect([range, severity, legend]).toEqual([range, severity, dot]);
      }
    }
    await context.close();
  });

  it('answers on its first screen when, how sure and what to do', async () => {
    const { context, page } = await open(360);
    const first = await page.locator('.answer').innerText();
    expect(first).toMatch(/Runs out \w{3} \d+ Nov, about \d\d:00/);
    expect(first).toMatch(/Likely between .* and .* \(8 in 10\)\./);
    expect(first).toMatch(/Top up (by|before|today|now).*750 SQC \(€15\) lasts until/);
    const box = await page.locator('.todo').boundingBox();
    expect((box?.y ?? 1e9) + (box?.height ?? 0)).toBeLessThan(800);
    await context.close();
  });

  it('shows names and reasons as they were typed, as text', async () => {
    const { context, page } = await open(1280);
    expect(await page.locator('.wallet').innerText()).toContain(EVIL);
    expect(await page.locator('.snoozed').innerText()).toContain('a typed name, not verified');
    expect(await page.locator('.alerts').first().innerText()).toContain(`=1+1 ${EVIL}`);
    expect(await page.title()).toContain(EVIL);
    expect(await page.locator('img').count()).toBe(0);
    await context.close();
  });

  it('shows the value under the pointer, and in the fan what is likely', async () => {
    const { context, page } = await open(1280);
    const chart = page.locator('.in-7d').first();
    const canvas = chart.locator('.canvas');
    const { width = 0 } = (await canvas.boundingBox()) ?? {};
    await canvas.hover({ position: { x: width * 0.3, y: 100 } });
    expect(await chart.locator('.readout').innerText()).toMatch(
      /^\w{3},? \d+ Nov,? \d\d:\d\d: [\d.,]+ SQC$/,
    );
    await canvas.hover({ position: { x: width * 0.97, y: 100 } });
    expect(await chart.locator('.readout').innerText()).toMatch(
      /about \d+ SQC, likely \d+ to \d+$/,
    );
    await page.mouse.move(5, 5);
    expect(await chart.locator('.readout').isVisible()).toBe(false);
    await context.close();
  });

  it('can be used by keyboard alone: range, charts, heat map, form', async () => {
    const { context, page } = await open(1280);
    const focused = () => page.evaluate<string>('document.activeElement.outerHTML.slice(0, 200)');
    const tabTo = async (what: string) => {
      for (let tabs = 0; tabs < 40; tabs++) {
        await page.keyboard.press('Tab');
        if ((await focused()).includes(what)) return;
      }
      throw new Error(`no way by keyboard to ${what}`);
    };
    await tabTo('id="range-7d"');
    await page.keyboard.press('ArrowRight');
    expect(await page.locator('.in-30d').first().isVisible()).toBe(true);
    expect(await page.locator('.in-7d').first().isVisible()).toBe(false);
    await tabTo('Balance, 30 days');
    const chart = page.locator('.in-30d').first();
    const readout = chart.locator('.readout');
    const latest = await readout.innerText();
    await page.keyboard.press('Home');
    expect(await readout.innerText()).not.toBe(latest);
    const first = await chart.locator('.canvas').getAttribute('aria-valuetext');
    expect(first).toBe(await readout.innerText());
    await tabTo('Mean spend by hour');
    const heat = page.locator('.heat .readout');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowRight');
    expect(await heat.innerText()).toMatch(/^Tuesday 01:00: /);
    await tabTo('name="reason"');
    await page.keyboard.type('on holiday');
    await page.keyboard.press('Tab');
    await page.keyboard.type('Ana');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await expect.poll(() => posted.length).toBe(1);
    const form = new URLSearchParams(posted[0]);
    expect([form.get('reason'), form.get('by')]).toEqual(['on holiday', 'Ana']);
    expect(Number(form.get('until'))).toBe(Math.floor((NOW_MS + 4 * 3_600_000) / 60_000) * 60_000);
    await context.close();
  });

  it('hands out its figures as files, without a request and without formulas', async () => {
    const { context, page, faults } = await open(1280);
    for (const [name, header] of [
      ['main-days.csv', 'date,spend,topUp,balance,currency,readings'],
      ['main-hours.csv', 'time,balance,currency,burnPerDay,runwayP50Days,monthly'],
      ['main-alerts.csv', 'time,kind,severity,reason,balance,currency'],
    ] as const) {
      const [download] = await Promise.all([
        page.waitForEvent('download'),
        page.locator(`a[download="${name}"]`).click(),
      ]);
      const text = readFileSync(await download.path(), 'utf8');
      expect([download.suggestedFilename(), text.split('\r\n')[0]]).toEqual([name, header]);
      if (name === 'main-alerts.csv') expect(text).toContain(`"'=1+1 <img src=x onerror=""`);
    }
    expect(faults).toEqual([]);
    await context.close();
  });

  it('says the same without its script', async () => {
    const context = await browser.newContext({ javaScriptEnabled: false });
    const page = await context.newPage();
    await page.goto(url);
    await page.locator('label', { hasText: 'All' }).click();
    expect(await page.locator('.in-all').first().isVisible()).toBe(true);
    expect(await page.locator('[role=slider]').count()).toBe(0);
    await context.close();
  });
});
