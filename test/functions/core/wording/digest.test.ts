import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { WalletDigest } from '../../../../functions/core/digest/digest.ts';
import { DAY_MS } from '../../../../functions/core/ledger/durations.ts';
import { slackMessage } from '../../../../functions/core/wording/channels/slack.ts';
import { renderDigest } from '../../../../functions/core/wording/digest.ts';
import type { DigestInput } from '../../../../functions/core/wording/digest-input.ts';

const TO_MS = Date.parse('2026-11-22T07:00:00Z');
const schema = JSON.parse(readFileSync('schemas/digest.schema.json', 'utf8'));
const isValid = new Ajv2020({ strict: true, allowUnionTypes: true }).compile(schema);

function wallet(changes: Partial<WalletDigest> = {}, p50 = 30): WalletDigest {
  return {
    wallet: { id: 'main', name: 'main' },
    snapshot: {
      reading: { atMs: TO_MS - 60_000, balance: { decimal: '571', currency: 'SQC' } },
      burnPerDay: 67,
      state: 'steady',
      runwayDays: { p10: p50 * 0.8, p50, p90: p50 * 1.3 },
    },
    isStale: false,
    alerts: 0,
    ...changes,
  };
}

function input(wallets: readonly WalletDigest[], changes: Partial<DigestInput> = {}): DigestInput {
  return {
    wallets,
    levelsDays: [7, 3, 1],
    period: { id: '2026-11-22', fromMs: TO_MS - DAY_MS, toMs: TO_MS },
    timeZone: 'UTC',
    costDollars: 0.0013,
    polls: 96,
    isPossibleRepeat: false,
    ...changes,
  };
}

describe('a digest', () => {
  it('says in its first line that all is well, and until when', () => {
    const { subject, mail, attributes } = renderDigest(input([wallet()]));
    expect(subject).toBe('All is well. main: runs out about Tue 22 Dec.');
    expect(mail.split('\n')[0]).toBe(subject);
    expect(attributes).toEqual({ severity: 'info', kind: 'digest', wallet: '*' });
  });

  it('reads like this', () => {
    const said = wallet({
      spent: 69,
      spentBefore: 96,
      toppedUp: 752.3,
      alerts: 2,
      past: {
        atMs: TO_MS - 2 * DAY_MS,
        balance: 60,
        currency: 'SQC',
        runwayDays: { p10: 0.8, p50: 1, p90: 1.3 },
        score: { kind: 'used-up', atMs: TO_MS - DAY_MS, days: 1, place: 'as-expected' },
      },
    });
    const page = 'https://x.lambda-url.eu-central-1.on.aws/?t=abc';
    expect(renderDigest(input([said], { page })).mail).toBe(
      `All is well. main: runs out about Tue 22 Dec.

  Left        571 SQC, burning 67 a day
  Likely      between Wed 16 Dec and Thu 31 Dec (8 in 10)
  Spent       69 SQC in the last 24 hours, 28 % less than before (96)
  Came in     about 752 SQC
  Forecast    Fri 20 Nov 07:00 said dry Sat 21 Nov 07:00; that balance
              was spent Sat 21 Nov 07:00, within its range
  Alerts      2 in the last 24 hours

The watch itself: 96 polls in the last 24 hours, less than $0.01 at list
prices.
The page: ${page}
`,
    );
  });

  it('tells of refill and auto-recharge where there are any', () => {
    const { snapshot } = wallet();
    if (snapshot === undefined) throw new Error('a wallet that was read');
    const reset = { atMs: TO_MS + 9 * DAY_MS, resetTo: 500, forfeited: 120 };
    const ahead = (risk: 'safe' | 'tight' | 'dry-before', changes: Partial<WalletDigest> = {}) =>
      wallet({ snapshot: { ...snapshot, reset: { ...reset, risk } }, ...changes });
    const nextRecharge = { atMs: TO_MS + 2 * DAY_MS, amount: 750, perMonth: 2_010 };
    expect(renderDigest(input([ahead('safe', { nextRecharge })])).mail).toBe(
      `All is well. main: recharges itself about Tue 24 Nov.

  Left        571 SQC, burning 67 a day
  Likely      between Wed 16 Dec and Thu 31 Dec (8 in 10)
  Reset       Tue 1 Dec: safe until 500 SQC are refilled; about 120 will
              be lost then
  Recharge    the next 750 SQC about Tue 24 Nov, at this burn 2,010 SQC
              a month

The watch itself: 96 polls in the last 24 hours, less than $0.01 at list
prices.
`,
    );
    expect(renderDigest(input([ahead('tight')])).mail).toContain(
      'Reset       Tue 1 Dec: tight, it may run out before 500 SQC are',
    );
    expect(renderDigest(input([ahead('dry-before')])).mail).toContain(
      'Reset       Tue 1 Dec: runs out before 500 SQC are refilled',
    );
  });

  it('does not look at a date that a recharge puts off, but at an empty wallet all the same', () => {
    const nextRecharge = { atMs: TO_MS + DAY_MS, amount: 750, perMonth: 2_010 };
    const near = wallet({ nextRecharge }, 0.5);
    expect(renderDigest(input([near])).attributes.severity).toBe('info');
    const { snapshot } = near;
    if (snapshot === undefined) throw new Error('a wallet that was read');
    const empty = { ...near, snapshot: { ...snapshot, state: 'empty', runwayDays: null } } as const;
    const { subject, attributes } = renderDigest(input([empty]));
    expect(subject).toBe('Look at main: empty.');
    expect(attributes.severity).toBe('critical');
  });

  it('asks to look at a webhook that the vendor has paused, and names the channel', () => {
    const paused = wallet({ isWebhookPaused: true });
    const { subject, mail, attributes, event } = renderDigest(input([paused]));
    expect(subject).toBe('Look at main: runs out about Tue 22 Dec; its webhook is paused.');
    expect(mail).toContain('Look        SmartlyQ has paused the webhook: alerts wait for the next');
    expect(mail).toMatch(/developer and try it with\s+setup webhook/);
    expect(attributes.severity).toBe('warning');
    expect(event).toMatchObject({ wallets: [{ webhookPaused: true }] });
  });

  it('puts those that need a look first, whoever lasts shortest', () => {
    const wallets = [
      wallet({ wallet: { id: 'fine', name: 'fine' } }, 8),
      wallet({ wallet: { id: 'old', name: 'old' }, isStale: true }, 40),
      wallet({ wallet: { id: 'low', name: 'low' } }, 2),
    ];
    const { subject, mail, attributes } = renderDigest(input(wallets));
    expect(subject).toBe('Look at 2 wallets. First low: runs out Tue 24 Nov, about 07:00.');
    expect(mail.indexOf('old: no reading since')).toBeLessThan(mail.indexOf('fine: runs out'));
    expect(attributes.severity).toBe('warning');
  });

  it('keeps within the limits of every channel for any wallets and names', () => {
    const name = fc.oneof(
      fc.string({ minLength: 1, maxLength: 200 }),
      fc.constant('<!channel> & \u202e אבג 😀'.repeat(8)),
    );
    const any = fc.record({
      name,
      p50: fc.double({ min: 0, max: 1e6, noNaN: true }),
      decimal: fc.integer({ min: -1e9, max: 1e9 }).map(String),
      currency: fc.constantFrom('SQC', 'USD'),
      spent: fc.option(fc.double({ min: 0, max: 1e9, noNaN: true }), { nil: undefined }),
      spentBefore: fc.option(fc.double({ min: 0, max: 1e9, noNaN: true }), { nil: undefined }),
      isRead: fc.boolean(),
      isStale: fc.boolean(),
      isWebhookPaused: fc.boolean(),
      reset: fc.option(
        fc.record({
          atMs: fc.constant(TO_MS + 9 * DAY_MS),
          resetTo: fc.double({ min: 0, max: 1e9, noNaN: true }),
          risk: fc.constantFrom('dry-before', 'tight', 'safe'),
          forfeited: fc.double({ min: 0, max: 1e9, noNaN: true }),
        }),
        { nil: undefined },
      ),
      recharge: fc.option(fc.double({ min: 0, max: 1e9, noNaN: true }), { nil: undefined }),
    });
    fc.assert(
      fc.property(
        fc.array(any, { minLength: 1, maxLength: 60 }),
        fc.boolean(),
        (some, isRepeat) => {
          const wallets = some.map((one, at): WalletDigest => {
            const named = { wallet: { id: `w${at}`, name: one.name }, isStale: one.isStale };
            const base = wallet(named, one.p50);
            if (!one.isRead || base.snapshot === undefined) {
              return { wallet: named.wallet, isStale: false, alerts: 0 };
            }
            const { decimal, currency } = one;
            const reading = { ...base.snapshot.reading, balance: { decimal, currency } };
            return {
              ...base,
              snapshot: { ...base.snapshot, reading, ...(one.reset && { reset: one.reset }) },
              ...(one.isWebhookPaused && { isWebhookPaused: true }),
              ...(one.recharge !== undefined && {
                nextRecharge: { amount: one.recharge, perMonth: one.recharge },
              }),
              ...(one.spent !== undefined && { spent: one.spent }),
              ...(one.spentBefore !== undefined && { spentBefore: one.spentBefore }),
            };
          });
          const message = renderDigest(input(wallets, { isPossibleRepeat: isRepeat }));
          expect(message.subject).toMatch(/^[\x20-\x7e]{1,99}$/);
          expect(message.sms).toMatch(/^[\x20-\x5a\x5f\x61-\x7a]{1,160}$/);
          for (const line of message.mail.split('\n')) {
            expect([...line].length, line).toBeLessThanOrEqual(72);
          }
          expect(message.mail).not.toMatch(/[\u202a-\u202e\u2028\u2029]|(?!\n)\p{Cc}/u);
          const slack = slackMessage(message.chat);
          expect(slack.blocks.length).toBeLessThanOrEqual(50);
          for (const block of slack.blocks) {
            const { text } = block as { text?: { type: string; text: string } };
            if (text === undefined) continue;
            expect(text.text.length).toBeLessThanOrEqual(text.type === 'plain_text' ? 150 : 3_000);
            if (text.type === 'mrkdwn') expect(text.text).not.toMatch(/<!/);
          }
          expect(slack.text).not.toMatch(/<!/);
          expect(
            isValid(JSON.parse(JSON.stringify(message.event))),
            JSON.stringify(isValid.errors),
          ).toBe(true);
        },
      ),
      { numRuns: 50 },
    );
  });
});
