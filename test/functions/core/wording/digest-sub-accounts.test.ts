import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { SubAccount } from '../../../../functions/core/agency/sub-account.ts';
import type { SubAccountSnapshot } from '../../../../functions/core/agency/sub-account-snapshot.ts';
import { newSweepState } from '../../../../functions/core/agency/sweep.ts';
import type { WalletDigest } from '../../../../functions/core/digest/digest.ts';
import {
  type SubAccountsSeen,
  subAccountsDigestOf,
} from '../../../../functions/core/digest/sub-accounts-digest.ts';
import { DAY_MS } from '../../../../functions/core/ledger/durations.ts';
import { slackMessage } from '../../../../functions/core/wording/channels/slack.ts';
import { renderDigest } from '../../../../functions/core/wording/digest.ts';

const TO_MS = Date.parse('2026-11-22T07:00:00Z');
const PERIOD = { id: '2026-11-22', fromMs: TO_MS - DAY_MS, toMs: TO_MS };
const schema = JSON.parse(readFileSync('schemas/digest.schema.json', 'utf8'));
const isValid = new Ajv2020({ strict: true, allowUnionTypes: true }).compile(schema);

/** Runs out after so many days; 0: it is empty. */
function sub(
  number: number,
  p50: number | null,
  changes: Partial<SubAccountSnapshot> = {},
  account: Partial<SubAccount> = {},
): SubAccountSnapshot {
  const id = String(421_000 + number);
  return {
    id: `main/${id}`,
    account: { id, name: `Client ${number}`, sinceMs: TO_MS - 90 * DAY_MS, ...account },
    openAlerts: [],
    isUsed: true,
    readingsToday: 24,
    snapshot: {
      reading: {
        atMs: TO_MS - 60_000,
        balance: {
          decimal: p50 === 0 ? '0' : String(Math.round((p50 ?? 40) * 10)),
          currency: 'SQC',
        },
      },
      burnPerDay: p50 === null || p50 === 0 ? 0 : 10,
      state: p50 === 0 ? 'empty' : p50 === null ? 'idle' : 'steady',
      runwayDays: p50 ? { p10: p50 * 0.8, p50, p90: p50 * 1.3 } : null,
    },
    ...changes,
  };
}

function digest(snapshot: readonly SubAccountSnapshot[], seen: Partial<SubAccountsSeen> = {}) {
  const subAccounts = subAccountsDigestOf(
    {
      inventory: snapshot.map(({ account }) => account),
      snapshot,
      readings: 28_800,
      staleAfterMs: 3_600_000,
      levelsDays: [7, 3, 1],
      ...seen,
    },
    PERIOD,
  );
  const agency: WalletDigest = {
    wallet: { id: 'main', name: 'Agency' },
    snapshot: {
      reading: { atMs: TO_MS - 60_000, balance: { decimal: '9000', currency: 'SQC' } },
      burnPerDay: 0,
      state: 'idle',
      runwayDays: null,
    },
    isStale: false,
    alerts: 0,
    subAccounts,
  };
  return renderDigest({
    wallets: [agency],
    levelsDays: [7, 3, 1],
    period: PERIOD,
    timeZone: 'UTC',
    costDollars: 0.05,
    polls: 96,
    subReadings: subAccounts.readings,
    isPossibleRepeat: false,
  });
}

const CALM = Array.from({ length: 200 }, (_, at) => sub(at, 20 + at));

describe('the sub-accounts of an agency in a digest', () => {
  it('are a few lines while all is well', () => {
    const { mail, attributes } = digest(CALM);
    expect(attributes.severity).toBe('info');
    expect(mail).toBe(`All is well with Agency and its 200 sub-accounts. First Client 0 of
Agency: runs out about Sat 12 Dec.

  Left        9,000 SQC, nothing is being spent
  Accounts    200: none runs out within 7 days
  Dry first   Client 0 (421000): 200 SQC, about Sat 12 Dec
              Client 1 (421001): 210 SQC, about Sun 13 Dec
              Client 2 (421002): 220 SQC, about Mon 14 Dec

The watch itself: 96 polls and 28,800 of sub-accounts in the last 24
hours, about $0.05 at list prices.
`);
  });

  it('read like this when many are near their end', () => {
    const near = Array.from({ length: 14 }, (_, at) => sub(300 + at, 0.5 + at / 2));
    const joined = { sinceMs: TO_MS - DAY_MS / 2 };
    const fresh = [1, 2, 3, 4].map((at) => sub(400 + at, null, {}, joined));
    const unused = sub(500, 0, { isUsed: false }, { ...joined, wasEmptyAtFirst: true });
    const dry = sub(600, 0, { openAlerts: [{ kind: 'depleted' }] });
    const gone: SubAccount = { ...sub(700, 1).account, removedAtMs: TO_MS - 1_000 };
    const snapshot = [...CALM, ...near, ...fresh, unused, dry];
    const inventory = [...snapshot.map(({ account }) => account), gone];
    const { subject, mail, attributes, event } = digest(snapshot, { inventory });
    expect(attributes.severity).toBe('critical');
    expect(subject).toBe('Look at 15 wallets. First Client 600 of Agency: empty.');
    expect(mail).toBe(`Look at 15 wallets. First Client 600 of Agency: empty.

  Left        9,000 SQC, nothing is being spent
  Accounts    220: 1 empty; 14 run out within 7 days, 6 within 3 days, 2
              within 1 day; 1 with an open alert; 1 empty since first
              seen
  Dry first   Client 600 (421600): 0 SQC, empty
              Client 300 (421300): 5 SQC, Sun 22 Nov, about 19:00
              Client 301 (421301): 10 SQC, Mon 23 Nov, about 07:00
              Client 302 (421302): 15 SQC, Mon 23 Nov, about 19:00
              Client 303 (421303): 20 SQC, Tue 24 Nov, about 07:00
              Client 304 (421304): 25 SQC, Tue 24 Nov, about 19:00
              Client 305 (421305): 30 SQC, Wed 25 Nov, about 07:00
              Client 306 (421306): 35 SQC, Wed 25 Nov, about 19:00
              Client 307 (421307): 40 SQC, Thu 26 Nov, about 07:00
              Client 308 (421308): 45 SQC, Thu 26 Nov, about 19:00
              5 more: status shows all
  New         5: Client 401, Client 402, Client 403 and 2 more
  Removed     1: Client 700
  Found empty 1: Client 500

The watch itself: 96 polls and 28,800 of sub-accounts in the last 24
hours, about $0.05 at list prices.
`);
    expect(event).toMatchObject({
      wallets: [
        {
          subAccounts: {
            count: 220,
            needAttention: 15,
            empty: 1,
            foundEmpty: 1,
            within: [
              { days: 7, count: 14 },
              { days: 3, count: 6 },
              { days: 1, count: 2 },
            ],
            new: { count: 5, ids: ['421401', '421402', '421403', '421404', '421500'] },
            newAndEmpty: { count: 1, ids: ['421500'] },
            removed: { count: 1, ids: ['421700'] },
            notRead: { count: 0, ids: [] },
          },
        },
      ],
    });
  });

  it('are a list in Slack, apart from the wallet itself', () => {
    const near = [sub(1, 2), sub(2, 3)];
    const [, own, theirs] = slackMessage(digest(near).chat).blocks as { text?: { text: string } }[];
    expect(own?.text?.text).toBe('*Left*  9,000 SQC, nothing is being spent');
    expect(theirs?.text?.text).toBe(
      [
        '*Accounts*  2: 2 run out within 7 days, 2 within 3 days',
        '*Dry first*',
        '• Client 1 (421001): 20 SQC, Tue 24 Nov, about 07:00',
        '• Client 2 (421002): 30 SQC, Wed 25 Nov, about 07:00',
      ].join('\n'),
    );
  });

  it('say since when they are watched in the first digest of all', () => {
    const account = { sinceMs: TO_MS - DAY_MS / 2 };
    const { mail } = digest(
      CALM.map((one) => ({ ...one, account: { ...one.account, ...account } })),
    );
    expect(mail).toContain('New         200 sub-accounts watched since Sat 21 Nov 19:00\n');
  });

  it('alarm nobody where one was found empty, until it is used', () => {
    const found = { wasEmptyAtFirst: true } as const;
    const unused = sub(500, 0, { isUsed: false, openAlerts: [{ kind: 'depleted' }] }, found);
    expect(digest([...CALM, unused]).attributes.severity).toBe('info');
    expect(digest([...CALM, { ...unused, isUsed: true }]).attributes.severity).toBe('critical');
  });

  it('are looked at where trouble that was told still stands, but not for being low', () => {
    const notified = (kind: 'runway' | 'floor') => digest([sub(1, 9, { openAlerts: [{ kind }] })]);
    expect(notified('runway').attributes.severity).toBe('warning');
    expect(notified('floor').attributes.severity).toBe('info');
  });

  it('name those that are not read, and why none is', () => {
    const old = { ...sub(1, 9), snapshot: undefined };
    const { mail, attributes } = digest([...CALM, old as unknown as SubAccountSnapshot]);
    expect(attributes.severity).toBe('warning');
    expect(mail).toContain('Not read    1: Client 1; the first since Mon 24 Aug 07:00\n');
    const sweep = {
      ...newSweepState(TO_MS - DAY_MS),
      fault: 'the key lacks the scope workspaces:read <!channel>',
    };
    const said = digest([], { sweep });
    expect(said.subject).toBe(
      'Look at Agency: not running down; its sub-accounts are not being read.',
    );
    expect(said.mail).toContain('  Accounts    since Sat 21 Nov 07:00: the key lacks the scope');
    expect(JSON.stringify(slackMessage(said.chat).blocks)).not.toContain('<!channel');
    expect(isValid(JSON.parse(JSON.stringify(said.event)))).toBe(true);
  });

  it('keep within the limits of every channel, whatever their number and names', () => {
    const name = fc.oneof(
      fc.string({ maxLength: 200 }),
      fc.constant('<!channel> & \u202e אבג 😀'.repeat(8)),
      fc.constant('&'.repeat(300)),
    );
    const one = fc.record({
      name,
      p50: fc.option(fc.double({ min: 0, max: 100, noNaN: true })),
      isNew: fc.boolean(),
      isGone: fc.boolean(),
      wasEmpty: fc.boolean(),
      isUnread: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(one, { maxLength: 60 }), fc.boolean(), (some, isMany) => {
        const all = isMany
          ? Array.from({ length: 1_000 }, (_, at) => some[at % some.length])
          : some;
        const subs = all.flatMap((each, at) =>
          each === undefined
            ? []
            : sub(at, each.p50, each.isUnread ? { snapshot: undefined as never } : {}, {
                name: each.name,
                ...(each.isNew && { sinceMs: TO_MS - 1_000 }),
                ...(each.isGone && { removedAtMs: TO_MS - 1_000 }),
                ...(each.wasEmpty && { wasEmptyAtFirst: true }),
              }),
        );
        const message = digest(
          subs.filter(({ account }) => account.removedAtMs === undefined),
          { inventory: subs.map(({ account }) => account) },
        );
        expect(message.subject).toMatch(/^[\x20-\x7e]{1,99}$/);
        const lines = message.mail.split('\n');
        expect(lines.length).toBeLessThanOrEqual(45);
        for (const line of lines) expect([...line].length, line).toBeLessThanOrEqual(72);
        expect(message.mail).not.toMatch(/[\u202a-\u202e\u2028\u2029]|(?!\n)\p{Cc}/u);
        const slack = slackMessage(message.chat);
        expect(slack.blocks.length).toBeLessThanOrEqual(50);
        for (const block of slack.blocks) {
          const { text } = block as { text?: { type: string; text: string } };
          if (text === undefined) continue;
          expect(text.text.length).toBeLessThanOrEqual(text.type === 'plain_text' ? 150 : 3_000);
          if (text.type === 'mrkdwn') expect(text.text).not.toMatch(/<!/);
        }
        expect(
          isValid(JSON.parse(JSON.stringify(message.event))),
          JSON.stringify(isValid.errors),
        ).toBe(true);
        expect(Buffer.byteLength(JSON.stringify(message.event))).toBeLessThan(30_000);
      }),
      { numRuns: 60 },
    );
  });
});
