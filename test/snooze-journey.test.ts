import { randomBytes } from 'node:crypto';
import { GetItemCommand, ScanCommand } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { SNOOZE_KEY, snoozeKey } from '../functions/adapters/table/table-keys.ts';
import { HOUR_MS } from '../functions/core/ledger/durations.ts';
import { startBrowser } from './support/browser.ts';
import { type DeployedFunctions, startDeployedFunctions } from './support/deployed-functions.ts';
import { START_MS } from './support/falling-wallet.ts';
import { SECRET_KEY } from './support/poll-world.ts';
import type { DeliveredAlert } from './support/topic-with-queue.ts';
import { startWorld, type World } from './support/world.ts';

const SLACK = '/smartlyq-runway/slack/team';
/** Two wallets that fall alike: what one would have said while it was muted, the other says. */
const SETTINGS = {
  wallets: [{ id: 'main' }, { id: 'other' }],
  pollMinutes: 60,
  // Between the levels of three days and of one.
  floor: 200,
  channels: [{ type: 'slack', name: 'team', parameter: SLACK, wallets: ['main'] }],
};

let world: World;
let functions: DeployedFunctions;
let browser: Browser;
const notified: Record<string, string[]> = { main: [], other: [] };

beforeAll(async () => {
  vi.useFakeTimers({ toFake: ['Date'], now: START_MS });
  world = await startWorld({ startMs: START_MS, balance: 800, perDay: 100 });
  functions = await startDeployedFunctions(world, SETTINGS, {
    [SLACK]: world.addresses.slack,
    '/smartlyq-runway/link-key': randomBytes(32).toString('base64url'),
    '/smartlyq-runway/main/api-key': SECRET_KEY,
    '/smartlyq-runway/other/api-key': SECRET_KEY,
  });
  browser = await startBrowser();
});
afterAll(async () => {
  vi.useRealTimers();
  await browser.close();
  await functions.close();
  await world.close();
});

/** Polls both wallets hour by hour until the first is heard of; the alert as the queue got it. */
async function pollUntilNotified(maxHours: number): Promise<DeliveredAlert> {
  for (let hour = 0; hour < maxHours; hour++) {
    world.nowMs += HOUR_MS;
    vi.setSystemTime(world.nowMs);
    await functions.poll({ wallet: 'main' });
    await functions.poll({ wallet: 'other' });
    const alerts = await world.topic.drain();
    for (const { attributes, event } of alerts) {
      const what = [event.kind, event.levelDays].filter(Boolean).join(' ');
      notified[attributes.wallet ?? '']?.push(what);
    }
    const own = alerts.find(({ attributes }) => attributes.wallet === 'main');
    if (own !== undefined) return own;
  }
  throw new Error(`nothing was told within ${maxHours} hours`);
}

async function items(): Promise<string> {
  const { client, tableName } = world.table;
  const { Items } = await client.send(new ScanCommand({ TableName: tableName }));
  return JSON.stringify(Items?.map((item) => JSON.stringify(item)).toSorted());
}

describe('a snooze', () => {
  it('goes from the alert over its link, the page and the button to silence, until worse news breaks it', async () => {
    await pollUntilNotified(96);
    const alert = await pollUntilNotified(120);
    expect(notified.main).toEqual(['runway 7', 'runway 3']);
    const [, link = ''] = /^Look\/snooze (\S+)$/m.exec(alert.mail) ?? [];
    expect(link.startsWith(functions.reportUrl)).toBe(true);
    const slack = world.slack.messages;
    expect(JSON.stringify(slack.at(-1))).toContain(`<${link}|Report> · <${link}#snooze|Snooze>`);

    // A mail scanner is there first.
    const before = await items();
    for (const method of ['HEAD', 'GET', 'GET']) {
      expect((await fetch(link, { method })).status).toBe(200);
    }
    expect(await items()).toBe(before);

    const page = await browser.newPage();
    await page.goto(link);
    expect(await page.locator('h1').innerText()).toMatch(/^Runs out /);
    await page.getByRole('link', { name: 'Quiet for a while' }).click();
    await page.getByLabel('Why').fill('the money comes on Friday');
    await page.getByLabel('Your name').fill('Ana');
    await page.getByRole('button', { name: '3 days' }).click();
    await page.waitForSelector('.snoozed', { timeout: 10_000 });
    expect(await page.locator('.snoozed').innerText()).toMatch(
      /^Quiet until .*, asked for by Ana \(a typed name, not verified\): the money comes on Friday/,
    );

    const { client, tableName } = world.table;
    const Key = { pk: { S: snoozeKey('main') }, sk: { S: SNOOZE_KEY } };
    const { Item = {} } = await client.send(new GetItemCommand({ TableName: tableName, Key }));
    expect(unmarshall(Item)).toMatchObject({
      until: new Date(world.nowMs + 72 * HOUR_MS).toISOString(),
      setAt: new Date(world.nowMs).toISOString(),
      reason: 'the money comes on Friday',
      by: 'Ana',
      severity: 'warning',
      levelDays: 3,
    });

    expect((await pollUntilNotified(1)).event.kind).toBe('snoozed');
    const saidSoFar = slack.length;
    const broken = await pollUntilNotified(71);
    // The floor was passed in between: told of the other wallet, and not of this one.
    expect(notified).toEqual({
      main: ['runway 7', 'runway 3', 'snoozed', 'runway 1'],
      other: ['runway 7', 'runway 3', 'floor', 'runway 1'],
    });
    expect(broken.mail.replaceAll(/\s+/g, ' ')).toContain('it got worse, which ends the snooze');
    expect(slack.slice(saidSoFar).map(({ text }) => text)).toEqual([broken.mail.split('\n')[0]]);
  });
});
