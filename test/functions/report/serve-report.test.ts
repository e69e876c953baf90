import { randomBytes } from 'node:crypto';
import { ScanCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type LocalTable, openLocalTable } from '../../../cli/local/table.ts';
import { fixedSecret } from '../../../functions/adapters/secret-source.ts';
import { createLinkSigner, createLinkVerifier } from '../../../functions/adapters/signed-links.ts';
import { createSnoozeStore } from '../../../functions/adapters/snooze-item.ts';
import { createWalletStore } from '../../../functions/adapters/wallet-store.ts';
import { EVERY_WALLET, type LinkClaims } from '../../../functions/core/links.ts';
import { step } from '../../../functions/core/step.ts';
import type { WalletState } from '../../../functions/core/wallet-state.ts';
import {
  type PageRequest,
  type ServeDeps,
  serveReport,
} from '../../../functions/report/serve-report.ts';
import { HOUR_MS, hourlyReadings, POLICY, START_MS } from '../../support/falling-wallet.ts';

const KEY = randomBytes(32).toString('base64url');
const HOST = 'abc.lambda-url.eu-central-1.on.aws';
const HOURS = 200;
const NOW_MS = START_MS + HOURS * HOUR_MS + 60_000;
const SILENT = { info: () => {}, warn: () => {}, error: () => {} };

let table: LocalTable;
let deps: ServeDeps;

beforeAll(async () => {
  table = await openLocalTable();
  const store = createWalletStore(table.client, table.tableName);
  for (const [id, balance] of [
    ['main', 1_000],
    ['other', 5_000],
  ] as const) {
    let state: WalletState | undefined;
    for (const reading of hourlyReadings({ hours: HOURS, balance, perDay: 100 })) {
      const result = step(state, reading, POLICY, reading.atMs);
      state = result.state;
      await store.putReading(id, reading, result.interval, result.forecast);
    }
    if (state) await store.saveState(id, state, 0);
  }
  deps = {
    links: createLinkVerifier(fixedSecret(KEY), () => NOW_MS),
    store,
    snoozes: createSnoozeStore(table.client, table.tableName),
    wallets: [
      { id: 'main', name: 'Main' },
      { id: 'other', name: 'Other' },
    ],
    policyOf: () => POLICY,
    pollMinutes: 60,
    clock: () => NOW_MS,
    log: SILENT,
  };
});
afterAll(() => table.close());

async function tokenFor(claims: Partial<LinkClaims> = {}): Promise<string> {
  const link = await createLinkSigner(fixedSecret(KEY), `https://${HOST}/`).sign({
    purpose: 'snooze',
    wallet: 'main',
    expiresAtMs: NOW_MS + 7 * 24 * HOUR_MS,
    ...claims,
  });
  return new URL(link ?? '').searchParams.get('t') ?? '';
}

async function ask(request: Partial<PageRequest>) {
  return serveReport({ method: 'GET', host: HOST, token: '', body: '', ...request }, deps);
}

async function items(): Promise<string> {
  const { Items } = await table.client.send(new ScanCommand({ TableName: table.tableName }));
  return JSON.stringify(Items?.map((item) => JSON.stringify(item)).toSorted());
}

function form(until: number, reason = 'planned', by = 'Ana'): string {
  return new URLSearchParams({ until: String(until), reason, by }).toString();
}

const DAY = NOW_MS + 24 * HOUR_MS;

describe('a good link', () => {
  it('shows the page as often as it is opened, and changes nothing', async () => {
    const before = await items();
    const token = await tokenFor();
    for (const method of ['GET', 'GET', 'HEAD']) {
      const { status, body, headers } = await ask({ method, token });
      expect(status).toBe(200);
      expect(body).toContain('Main');
      expect(headers).toMatchObject({
        'cache-control': 'no-store',
        'referrer-policy': 'no-referrer',
        'x-robots-tag': 'noindex, nofollow, noarchive',
        'content-security-policy': expect.stringMatching(
          /^default-src 'none'; .*frame-ancestors 'none'$/,
        ),
      });
      expect(body).not.toContain(token.split('.')[2]);
    }
    expect(await items()).toBe(before);
  });

  it('to look offers no snooze, and takes none', async () => {
    const before = await items();
    const token = await tokenFor({ purpose: 'report' });
    expect((await ask({ token })).body).not.toContain('<form');
    expect((await ask({ method: 'POST', token, body: form(DAY) })).status).toBe(404);
    expect(await items()).toBe(before);
  });

  it('of every wallet ranks them, and leads to each page for as long as itself', async () => {
    const token = await tokenFor({ purpose: 'report', wallet: EVERY_WALLET });
    const { body } = await ask({ token });
    expect(body.indexOf('Main')).toBeLessThan(body.indexOf('Other'));
    const [, other = ''] = /href="\?t=([^"]*)">Other/.exec(body) ?? [];
    const { status, body: page } = await ask({ token: other });
    expect([status, page.includes('Main')]).toEqual([200, false]);
    const claims = await deps.links.verify(other, HOST, NOW_MS);
    expect(claims).toEqual({
      purpose: 'report',
      wallet: 'other',
      expiresAtMs: NOW_MS + 7 * 24 * HOUR_MS,
    });
  });

  it('of one wallet shows no other', async () => {
    expect((await ask({ token: await tokenFor() })).body).not.toContain('Other');
  });
});

describe('a snooze', () => {
  it('is written once, however often it is posted', async () => {
    const token = await tokenFor();
    const first = await ask({ method: 'POST', token, body: form(DAY) });
    expect([first.status, first.headers.location]).toEqual([303, `?t=${token}`]);
    const written = await items();
    expect(await deps.snoozes.read('main')).toMatchObject({
      untilMs: DAY,
      setAtMs: NOW_MS,
      reason: 'planned',
      by: 'Ana',
    });
    for (const again of [form(DAY), form(DAY, 'other words')]) {
      expect((await ask({ method: 'POST', token, body: again })).status).toBe(303);
    }
    expect(await items()).toBe(written);
    expect((await ask({ token })).body).toContain('a typed name, not verified');
  });

  it('says what to do where it cannot be taken, and changes nothing', async () => {
    const token = await tokenFor({ wallet: 'other' });
    const before = await items();
    for (const [body, words] of [
      [form(DAY, '  '), 'Say why'],
      [form(NOW_MS - 1), 'has passed'],
      [form(NOW_MS + 100 * HOUR_MS), 'At most three days'],
      ['', 'Say why'],
      ['until=soon&reason=x', 'has passed'],
    ] as const) {
      const answer = await ask({ method: 'POST', token, body });
      expect([answer.status, answer.body]).toEqual([400, expect.stringContaining(words)]);
    }
    expect(await items()).toBe(before);
  });
});

describe('every refusal', () => {
  it('looks the same and tells nothing', async () => {
    const good = await tokenFor();
    const refused = await Promise.all([
      ask({}),
      ask({ token: 'x' }),
      ask({ token: `${good.slice(0, -2)}AA` }),
      ask({ token: await tokenFor({ expiresAtMs: NOW_MS }) }),
      ask({ token: good.replace('main', 'other') }),
      ask({ token: await tokenFor({ wallet: 'removed' }) }),
      ask({ token: good, host: 'other.example.com' }),
      ask({ method: 'DELETE', token: good }),
      ask({ method: 'PUT', token: good, body: form(DAY) }),
      ask({ method: 'POST', token: good, body: form(DAY, 'x'.repeat(5_000)) }),
      ask({ method: 'POST', token: 'x', body: form(DAY) }),
    ]);
    expect(new Set(refused.map((one) => JSON.stringify(one))).size).toBe(1);
    const [one] = refused;
    expect(one?.status).toBe(404);
    const [, said = ''] = /<main>(.*)<\/main>/s.exec(one?.body ?? '') ?? [];
    expect(said).toContain('This link does not open');
    expect(said).not.toMatch(/main|other|expired|signature|forged/i);
  });
});
