import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openLocalTable } from '../../../cli/local/table.ts';
import { createSnoozeStore } from '../../../functions/adapters/table/snooze-item.ts';
import { createWalletStore } from '../../../functions/adapters/table/wallet-store.ts';
import { loadReport } from '../../../functions/report/load-report.ts';
import { renderPage } from '../../../functions/report/page/render-page.ts';
import { violationsOn } from '../../support/axe.ts';
import { startBrowser } from '../../support/browser.ts';
import { POLICY } from '../../support/falling-wallet.ts';
import { writePlanWallet } from '../../support/plan-wallet.ts';

const NOW_MS = Date.parse('2026-11-22T14:05:00Z');
const folder = mkdtempSync(join(tmpdir(), 'runway-plan-page-'));
const file = join(folder, 'page.html');
let browser: Browser;

beforeAll(async () => {
  const table = await openLocalTable();
  await writePlanWallet(table, 'main', NOW_MS, {
    days: 30,
    perDay: 40,
    purchased: 700,
    monthlyCredits: 1_500,
    resetDay: 27,
    topUps: [{ daysAgo: 4, amount: 400 }],
  });
  const store = createWalletStore(table.client, table.tableName);
  const snoozes = createSnoozeStore(table.client, table.tableName);
  const of = { id: 'main', name: 'Main' };
  const wallet = await loadReport(of, POLICY, 15, NOW_MS, { store, snoozes });
  await table.close();
  writeFileSync(file, renderPage({ nowMs: NOW_MS, timeZone: 'UTC', wallet, canSnooze: false }));
  browser = await startBrowser();
});
afterAll(async () => {
  await browser.close();
  rmSync(folder, { recursive: true });
});

async function open(width: number, colorScheme: 'light' | 'dark', range = '30d'): Promise<Page> {
  const page = await browser.newPage({ viewport: { width, height: 800 }, colorScheme });
  await page.goto(pathToFileURL(file).href);
  await page.locator(`label:has(#range-${range})`).click();
  return page;
}

describe('the page of a wallet with monthly credits', () => {
  it('says what is bought and what comes with the plan, and what will be lost of it', async () => {
    const page = await open(1_280, 'light');
    expect(await page.locator('.parts').innerText()).toMatch(
      /^\d+ SQC of it are monthly credits, 1,100 SQC purchased\. Reset Fri 27 Nov: safe until 1,500 SQC are refilled; about \d+ will be lost then\. Last refilled to 1,500 SQC Tue 27 Oct 00:00; up to [\d,]+ SQC of the month before were lost\.$/,
    );
    await page.close();
  });

  it('marks resets, past and to come, apart from top-ups', async () => {
    const page = await open(1_280, 'light');
    const chart = page.locator('.in-30d').first();
    const said = (mark: string) => chart.locator(`.mark.${mark} title`).allTextContents();
    expect(await said('top-up')).toEqual([
      expect.stringMatching(/^Topped up by [\d.,]+ SQC, Wed 18 Nov/),
    ]);
    expect(await said('reset')).toEqual([
      expect.stringMatching(/^Monthly credits refilled to 1,500 SQC Tue 27 Oct 00:00/),
      expect.stringMatching(/^Reset Fri 27 Nov: safe until 1,500 SQC are refilled/),
    ]);
    expect(await chart.locator('figcaption').innerText()).toMatch(
      /of it purchased.*likely course.*top-up.*monthly credits refilled/s,
    );
    await page.close();
  });

  it('shows both parts under the pointer, and the likely course with its step', async () => {
    const page = await open(1_280, 'light', '7d');
    const chart = page.locator('.in-7d').first();
    const canvas = chart.locator('.canvas');
    const { width = 0 } = (await canvas.boundingBox()) ?? {};
    const at = async (share: number) => {
      await canvas.hover({ position: { x: width * share, y: 100 } });
      return chart.locator('.readout').innerText();
    };
    expect(await at(0.3)).toMatch(/: [\d.,]+ SQC, 1,100 of it purchased$/);
    const about = (text: string) => Number(/about ([\d,]+) SQC/.exec(text)?.[1]?.replace(',', ''));
    const [before, after] = [await at(0.75), await at(0.9)];
    expect(about(after)).toBeGreaterThan(2_000);
    expect(about(before)).toBeLessThan(1_600);
    await page.close();
  });

  it.each([
    [360, 'light'],
    [360, 'dark'],
    [1_280, 'light'],
    [1_280, 'dark'],
  ] as const)('has nothing that axe-core finds, and fits, at %d px, %s', async (width, scheme) => {
    const page = await open(width, scheme);
    expect(await violationsOn(page)).toEqual([]);
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(width);
    await page.close();
  });
});
