import { randomBytes } from 'node:crypto';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fixedSecret } from '../functions/adapters/secret-source.ts';
import { createLinkSigner, createLinkVerifier } from '../functions/adapters/signed-links.ts';
import { createSnoozeStore } from '../functions/adapters/snooze-item.ts';
import { createWalletStore } from '../functions/adapters/wallet-store.ts';
import type { Policy } from '../functions/core/policy.ts';
import { pollWallet } from '../functions/poll/poll-wallet.ts';
import { startBrowser } from './support/browser.ts';
import { HOUR_MS, POLICY, START_MS } from './support/falling-wallet.ts';
import { type PageServer, startPageServer } from './support/page-server.ts';
import { pollDeps } from './support/poll-world.ts';
import type { DeliveredAlert } from './support/topic-with-queue.ts';
import { startWorld, type World } from './support/world.ts';

const SILENT = { info: () => {}, warn: () => {}, error: () => {} };
/** Between the levels of three days and of one. */
const FLOORED: Policy = { ...POLICY, floor: 200 };
const key = fixedSecret(randomBytes(32).toString('base64url'));

let world: World;
let pages: PageServer;
let browser: Browser;
const told: string[] = [];

beforeAll(async () => {
  world = await startWorld({ startMs: START_MS, balance: 1_000, perDay: 100 });
  const { client, tableName } = world.table;
  pages = await startPageServer(() => ({
    links: createLinkVerifier(key, world.clock),
    store: createWalletStore(client, tableName),
    snoozes: createSnoozeStore(client, tableName),
    wallets: [{ id: 'main', name: 'main' }],
    policyOf: () => FLOORED,
    pollMinutes: 60,
    clock: world.clock,
    log: SILENT,
  }));
  browser = await startBrowser();
});
afterAll(async () => {
  await Promise.all([browser.close(), pages.close()]);
  await world.close();
});

/** Polls hour by hour until something is told or so many hours have passed. */
async function pollUntilTold(maxHours: number): Promise<DeliveredAlert | undefined> {
  const { client, tableName } = world.table;
  const deps = {
    ...pollDeps(world.addresses, world.clock, FLOORED, SILENT),
    links: createLinkSigner(key, pages.url),
    snoozes: createSnoozeStore(client, tableName),
  };
  for (let hour = 0; hour < maxHours; hour++) {
    world.nowMs += HOUR_MS;
    await pollWallet(deps);
    const [alert] = await world.topic.drain();
    if (alert === undefined) continue;
    told.push([alert.event.kind, alert.event.levelDays].filter(Boolean).join(' '));
    return alert;
  }
  return undefined;
}

describe('a snooze', () => {
  it('goes from the alert over its link, the page and the button to silence, until worse news breaks it', async () => {
    await pollUntilTold(200);
    const alert = await pollUntilTold(200);
    expect(told).toEqual(['runway 7', 'runway 3']);
    const [, link = ''] = /Look\/snooze (\S+)/.exec(alert?.mail ?? '') ?? [];
    expect(link.startsWith(pages.url)).toBe(true);
    expect(JSON.stringify(world.slack.messages.at(-1))).toContain('#snooze|Snooze>');

    const page = await browser.newPage();
    await page.goto(link);
    expect(await page.locator('h1').innerText()).toMatch(/^Runs dry /);
    await page.getByRole('link', { name: 'Quiet for a while' }).click();
    await page.getByLabel('Why').fill('the money comes on Friday');
    await page.getByLabel('Your name').fill('Ana');
    await page.getByRole('button', { name: '3 days' }).click();
    await page.waitForSelector('.snoozed');
    expect(await page.locator('.snoozed').innerText()).toMatch(
      /^Quiet until .*, asked for by Ana \(a typed name, not verified\): the money comes on Friday/,
    );

    const { client, tableName } = world.table;
    expect(await createSnoozeStore(client, tableName).read('main')).toEqual({
      untilMs: world.nowMs + 72 * HOUR_MS,
      setAtMs: world.nowMs,
      reason: 'the money comes on Friday',
      by: 'Ana',
      severity: 'warning',
      levelDays: 3,
    });

    const announced = await pollUntilTold(3);
    expect(announced?.event.kind).toBe('snoozed');
    const broken = await pollUntilTold(72);
    // The floor was passed in between, and nothing was said of it.
    expect(Number(broken?.event.balance)).toBeLessThan(150);
    expect(told).toEqual(['runway 7', 'runway 3', 'snoozed', 'runway 1']);
    expect(world.nowMs).toBeLessThan(START_MS + 10 * 24 * HOUR_MS);
  });
});
