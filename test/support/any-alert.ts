import fc from 'fast-check';
import { ALERT_KINDS, type Alert } from '../../functions/core/alert/alert.ts';
import { someAlert } from './alerts.ts';

const AT_MS = Date.parse('2026-11-27T12:00:00Z');
const STATES = ['learning', 'idle', 'steady', 'bursty', 'unpredictable', 'empty'] as const;
const days = fc.double({ min: 0, max: 1e6, noNaN: true });
const past = fc.integer({ min: AT_MS - 90 * 86_400_000, max: AT_MS });
const text = fc.string({ unit: 'grapheme', maxLength: 300 });

const amount = fc.record({
  decimal: fc.bigInt({ min: -(10n ** 19n), max: 10n ** 19n }).map((cents) => {
    const digits = String(cents < 0n ? -cents : cents).padStart(3, '0');
    return `${cents < 0n ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}`;
  }),
  currency: fc.constantFrom('SQC', 'USD', 'JPY'),
});

const facts = fc.record(
  {
    balance: amount,
    burnPerDay: fc.double({ min: 0, max: 1e15, noNaN: true }),
    forecastState: fc.constantFrom(...STATES),
    runwayDays: fc.option(
      fc.tuple(days, days, days).map((all) => {
        const [p10 = 0, p50 = 0, p90 = 0] = all.toSorted((a, b) => a - b);
        return { p10, p50, p90 };
      }),
    ),
    readAtMs: past,
    topUp: amount,
    notifiedAtMs: past,
    previousCurrency: fc.constantFrom('SQC', 'USD'),
    reminder: fc.integer({ min: 1, max: 3 }),
    ended: fc.record({
      kind: fc.constantFrom('key-rejected' as const, 'no-data' as const),
      sinceMs: past,
    }),
    about: fc.record({ id: fc.constant('other'), name: text }),
    scope: fc.constantFrom('balance:read', 'profiles:read'),
    timesUsual: fc.integer({ min: 5, max: 99 }),
    offMs: fc.integer({ min: 300_000, max: 1e12 }),
    failingChannel: fc.oneof(
      fc.constantFrom('sns', 'slack:team', 'mail:you@example.com'),
      text.map((name) => `slack:${name}`),
      text.map((name) => `mail:${name}`),
    ),
    channel: fc.constantFrom('sns', 'slack:team'),
    untilMs: past,
    reset: fc.record({
      atMs: past,
      resetTo: fc.double({ min: 0, max: 1e9, noNaN: true }),
      risk: fc.constantFrom('dry-before' as const, 'tight' as const, 'safe' as const),
      forfeited: fc.double({ min: 0, max: 1e9, noNaN: true }),
    }),
    nextRecharge: fc.record(
      {
        atMs: past,
        amount: fc.double({ min: 0, max: 1e9, noNaN: true }),
        perMonth: fc.double({ min: 0, max: 1e9, noNaN: true }),
      },
      { requiredKeys: ['amount', 'perMonth'] },
    ),
    debit: fc.record({ atMs: past, amount }),
  },
  { requiredKeys: ['burnPerDay', 'forecastState', 'runwayDays'] },
);

const aloneAlert: fc.Arbitrary<Alert> = fc
  .record({
    kind: fc.constantFrom(...ALERT_KINDS),
    severity: fc.constantFrom('info' as const, 'warning' as const, 'critical' as const),
    reason: text,
    facts,
  })
  .map(({ facts: known, ...changes }) => {
    const alert = someAlert(changes, known);
    if (known.balance !== undefined) return alert;
    const { balance: _, ...rest } = alert.facts;
    return { ...alert, facts: rest };
  });

const members = fc.array(
  fc.record({
    wallet: fc.record({ id: fc.constant('main/421077'), name: text }),
    entryId: fc.constant('2026-11-27T12:00:00.000Z#runway'),
    alert: aloneAlert,
  }),
  { maxLength: 12 },
);

/** An alert of any kind, with any facts, also such as no step would put together. */
export const anyAlert: fc.Arbitrary<Alert> = fc
  .tuple(aloneAlert, fc.option(members, { nil: undefined, freq: 3 }))
  .map(([alert, of]) =>
    of === undefined ? alert : { ...alert, facts: { ...alert.facts, members: of } },
  );
