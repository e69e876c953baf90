import { randomBytes } from 'node:crypto';
import { ScanCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type LocalTable, openLocalTable } from '../../../cli/local/table.ts';
import { fixedSecret } from '../../../functions/adapters/aws/secret-source.ts';
import { createSnoozeStore } from '../../../functions/adapters/table/snooze-item.ts';
import { createSweepStore } from '../../../functions/adapters/table/sweep-items.ts';
import { createWalletStore } from '../../../functions/adapters/table/wallet-store.ts';
import {
  createLinkSigner,
  createLinkVerifier,
} from '../../../functions/adapters/web/signed-links.ts';
import { step } from '../../../functions/core/decide/step.ts';
import { HOUR_MS } from '../../../functions/core/ledger/durations.ts';
import type { WalletState } from '../../../functions/core/state/wallet-state.ts';
import { EVERY_WALLET, type LinkClaims } from '../../../functions/core/wording/links.ts';
import {
  type PageRequest,
  type ServeDeps,
  serveReport,
} from '../../../functions/report/serve-report.ts';
import { hourlyReadings, POLICY, START_MS } from '../../support/falling-wallet.ts';

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
    links: createLinkVerifier(fixedSecret(KEY), () => true),
    store,
    sweeps: createSweepStore(table.client, table.tableName),
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
    const snooze = await deps.snoozes.read('main');
    if (snooze === undefined) throw new Error('it was snoozed');
    await deps.snoozes.end('main', snooze, { atMs: NOW_MS });
    expect((await ask({ token })).body).not.toContain('a typed name, not verified');
    // Ended, it may be asked for again until the very same moment.
    await ask({ method: 'POST', token, body: form(DAY) });
    expect((await ask({ token })).body).toContain('a typed name, not verified');
  });

  it('cannot be renewed by a link while it lasts, and can when it has ended', async () => {
    const token = await tokenFor();
    await ask({ method: 'POST', token, body: form(DAY) });
    const before = await items();
    for (const until of [DAY + HOUR_MS, DAY - HOUR_MS]) {
      const { status, body } = await ask({ method: 'POST', token, body: form(until) });
      expect([status, body]).toEqual([400, expect.stringContaining('one snooze at a time')]);
    }
    expect(await items()).toBe(before);
    const later = { ...deps, clock: () => DAY };
    const request = { method: 'POST', host: HOST, token, body: form(DAY + HOUR_MS) };
    expect((await serveReport(request, later)).status).toBe(303);
    const snooze = await deps.snoozes.read('main');
    expect(snooze?.untilMs).toBe(DAY + HOUR_MS);
    if (snooze) await deps.snoozes.end('main', snooze, { atMs: NOW_MS });
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

describe("an agency's link", () => {
  const AGENCY = 'agency';
  const clients = [
    { id: '421077', name: 'Client <b>77</b>', balance: 300 },
    { id: '421078', name: 'Client 78', balance: 9_000 },
    { id: '421079', name: 'Gone', balance: 500, removedAtMs: NOW_MS - HOUR_MS },
  ];
  let served: ServeDeps;

  beforeAll(async () => {
    const { store } = deps;
    const sweeps = createSweepStore(table.client, table.tableName);
    for (const { id, balance } of [{ id: '', balance: 50_000 }, ...clients]) {
      const wallet = id === '' ? AGENCY : `${AGENCY}/${id}`;
      let state: WalletState | undefined;
      for (const reading of hourlyReadings({ hours: HOURS, balance: balance + 900, perDay: 100 })) {
        const result = step(state, reading, POLICY, reading.atMs);
        state = result.state;
        await store.putReading(wallet, reading, result.interval, result.forecast);
      }
      if (state) await store.saveState(wallet, state, 0);
    }
    const inventory = clients.map(({ balance: _, ...client }) => ({
      ...client,
      sinceMs: START_MS,
    }));
    await sweeps.putInventory(AGENCY, inventory);
    const agency = { id: AGENCY, name: 'Agency', subAccounts: 'all' as const };
    served = { ...deps, sweeps, wallets: [...deps.wallets, agency] };
  });

  function linksIn(body: string): string[] {
    return [...body.matchAll(/href="\?t=([^"]*)"/g)].map(([, token = '']) => token);
  }

  async function open(token: string, more: Partial<PageRequest> = {}, how = served) {
    return serveReport({ method: 'GET', host: HOST, token, body: '', ...more }, how);
  }

  it.each(['report', 'snooze'] as const)(
    'to %s shows its sub-accounts by date, and opens each of them alike, for no longer than itself',
    async (purpose) => {
      const expiresAtMs = NOW_MS + 3 * HOUR_MS;
      const { status, body } = await open(await tokenFor({ purpose, wallet: AGENCY, expiresAtMs }));
      expect(status).toBe(200);
      expect(body.indexOf('Client &lt;b&gt;77')).toBeLessThan(body.indexOf('Client 78'));
      expect(body).not.toContain('Gone');
      const tokens = linksIn(body);
      const claims = await Promise.all(tokens.map((one) => deps.links.verify(one, HOST, NOW_MS)));
      expect(claims).toEqual([
        { purpose, wallet: `${AGENCY}/421077`, expiresAtMs },
        { purpose, wallet: `${AGENCY}/421078`, expiresAtMs },
      ]);
      const page = await open(tokens[0] ?? '');
      expect(page.status).toBe(200);
      expect(page.body).toContain('<title>Client &lt;b&gt;77&lt;/b&gt;: ');
      expect(page.body.includes('<form')).toBe(purpose === 'snooze');
      // It leads to no other wallet, and not back.
      expect(linksIn(page.body)).toEqual([]);
    },
  );

  it('of a sub-account takes a snooze of that one alone', async () => {
    const token = await tokenFor({ wallet: `${AGENCY}/421077` });
    const answer = await open(token, { method: 'POST', body: form(DAY) });
    expect(answer.status).toBe(303);
    expect(await deps.snoozes.read(`${AGENCY}/421077`)).toMatchObject({ reason: 'planned' });
    for (const other of [AGENCY, `${AGENCY}/421078`]) {
      expect(await deps.snoozes.read(other)).toBeUndefined();
    }
    expect((await open(token)).body).toContain('a typed name, not verified');
    // An agency's pause covers it, which its own page says.
    await deps.store.putPause(AGENCY, { isPaused: true, setAtMs: NOW_MS, by: 'Ben' });
    expect((await open(token)).body).toMatch(/Paused since .*Ben.*until somebody resumes it/);
    await deps.store.putPause(AGENCY, { isPaused: false, setAtMs: NOW_MS });
    expect((await open(token)).body).toContain('Quiet until');
  });

  it('of a sub-account opens what is gone from the list, and nothing that the settings do not watch', async () => {
    const gone = await tokenFor({ wallet: `${AGENCY}/421079` });
    expect((await open(gone)).body).toContain('<title>Gone: ');
    const agency = { id: AGENCY, name: 'Agency' };
    const others = [
      [`${AGENCY}/421077`, [agency]],
      [`${AGENCY}/421077`, [{ ...agency, subAccounts: ['421078'] }]],
      ['main/421077', served.wallets],
      ['removed/421077', served.wallets],
    ] as const;
    for (const [wallet, wallets] of others) {
      const token = await tokenFor({ wallet });
      for (const more of [{}, { method: 'POST', body: form(DAY) }]) {
        expect(await open(token, more, { ...served, wallets })).toEqual(await ask({ token: 'x' }));
      }
    }
  });

  it('of every wallet says in a few words how what is watched of an agency stands', async () => {
    const token = await tokenFor({ purpose: 'report', wallet: EVERY_WALLET });
    expect((await open(token)).body).toMatch(
      />Agency<\/a><\/th>.*<br><small>2 sub-accounts: 1 runs out within \d+ days[^<]*<\/small>/,
    );
  });
});
