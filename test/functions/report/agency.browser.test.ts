import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PAGE_POLICY, renderPage } from '../../../functions/report/page/render-page.ts';
import { violationsOn } from '../../support/axe.ts';
import { startBrowser } from '../../support/browser.ts';
import { longHistory } from '../../support/long-history.ts';
import { manySubAccounts } from '../../support/many-sub-accounts.ts';

const NOW_MS = Date.parse('2026-11-22T14:05:00Z');
const EVIL = `<img src=x onerror="document.title='owned'">`;

let browser: Browser;
let server: Server;
let url: string;

beforeAll(async () => {
  const page = renderPage({
    nowMs: NOW_MS,
    timeZone: 'Europe/Berlin',
    canSnooze: true,
    wallet: longHistory(NOW_MS, 60),
    subAccounts: {
      ranked: manySubAccounts(200, NOW_MS, (at) => (at === 3 ? EVIL : `Client ${at}`)),
      fault: { message: EVIL, sinceMs: NOW_MS - 3_600_000 },
    },
  });
  server = createServer((_, response) => {
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

async function open(width: number, colorScheme: 'light' | 'dark' = 'light'): Promise<Page> {
  const page = await browser.newPage({ viewport: { width, height: 800 }, colorScheme });
  await page.goto(url);
  return page;
}

describe("an agency's page", () => {
  it.each([
    [360, 'light'],
    [360, 'dark'],
    [1_280, 'light'],
    [1_280, 'dark'],
  ] as const)('has nothing that axe-core finds, and fits, at %d px, %s', async (width, scheme) => {
    const page = await open(width, scheme);
    await page.locator('#sub-accounts details').evaluate('(one) => { one.open = true }');
    expect(await violationsOn(page)).toEqual([]);
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(width);
    await page.close();
  });

  it('shows twenty, and all others after one press of a key', async () => {
    const page = await open(1_280);
    const shown = () =>
      page.evaluate<number>(
        '[...document.querySelectorAll("#sub-accounts tbody tr")].filter((row) => row.checkVisibility()).length',
      );
    expect(await shown()).toBe(20);
    await page.locator('#sub-accounts summary').focus();
    await page.keyboard.press('Enter');
    expect(await shown()).toBe(200);
    await page.close();
  });

  it('leads from each name to its own page, and shows names as text', async () => {
    const page = await open(1_280);
    const first = page.locator('#sub-accounts tbody a').first();
    expect(await first.innerText()).toBe(`${EVIL.slice(0, 39)}…`);
    expect(await page.locator('img').count()).toBe(0);
    expect(await page.locator('#sub-accounts .stale').innerText()).toContain(EVIL);
    await first.click();
    expect(new URL(page.url()).searchParams.get('t')).toMatch(/^rtl8p2o\.main~421003\./);
    await page.close();
  });

  it('on a phone shows name, balance and date without scrolling sideways', async () => {
    const page = await open(390);
    const cell = page.locator('#sub-accounts tbody tr').nth(10).locator('td').nth(1);
    const { x = 0, width = 0 } = (await cell.boundingBox()) ?? {};
    expect(x + width).toBeLessThanOrEqual(390);
    await page.close();
  });

  it.each([320, 360, 390])(
    'at %d px shows every column without scrolling sideways',
    async (width) => {
      const page = await open(width);
      await page.locator('#sub-accounts details').evaluate('(one) => { one.open = true }');
      const overflows = await page.evaluate(
        '[...document.querySelectorAll("#sub-accounts .scroll")].map((one) => one.scrollWidth - one.clientWidth)',
      );
      expect(overflows).toEqual([0, 0]);
      await page.close();
    },
  );
});
