import {
  ALERT_KINDS,
  type AlertFacts,
  type AlertKind,
  type BatchMember,
} from '../../functions/core/alert/alert.ts';
import { alertId } from '../../functions/core/alert/outbox.ts';
import { makeAlert } from '../../functions/core/decide/make-alert.ts';
import { SNOOZABLE_KINDS } from '../../functions/core/decide/mute-decision.ts';
import { DAY_MS, HOUR_MS } from '../../functions/core/ledger/durations.ts';
import { slackMessage } from '../../functions/core/wording/channels/slack.ts';
import type { Message } from '../../functions/core/wording/message.ts';
import { type RenderInput, renderAlert } from '../../functions/core/wording/render.ts';
import { type Format, formatText } from './formats.ts';
import { alertText } from './show.ts';

/** A Friday noon, so that there is a weekend to be careful of. */
const AT_MS = Date.parse('2026-11-27T12:00:00Z');
const TIME_ZONE = 'UTC';

const sqc = (decimal: string) => ({ decimal, currency: 'SQC' });

const FALLING: AlertFacts = {
  balance: sqc('118'),
  burnPerDay: 41,
  forecastState: 'steady',
  runwayDays: { p10: 1.6, p50: 2.8, p90: 4.1 },
};
const FINE: AlertFacts = {
  balance: sqc('868'),
  burnPerDay: 41,
  forecastState: 'steady',
  runwayDays: { p10: 15, p50: 21, p90: 30 },
};
const PURCHASE = {
  purchase: { amount: sqc('750'), priceEuro: 15, lastsUntilMs: AT_MS + 21 * DAY_MS },
};
const WEEK = { p10: 5.1, p50: 6.8, p90: 9 };
const SEEN = { readAtMs: AT_MS - 3 * HOUR_MS };

interface Example {
  readonly reason: string;
  readonly facts: AlertFacts;
}

const EXAMPLES: Readonly<Record<AlertKind, Example>> = {
  runway: {
    reason: 'under 3 days for two hours',
    facts: { ...FALLING, ...PURCHASE, levelDays: 3 },
  },
  floor: {
    reason: 'the balance is at or below your floor of 120 SQC',
    facts: { ...FALLING, ...PURCHASE, floor: 120 },
  },
  depleted: {
    reason: 'nothing is left that a call could be paid with',
    facts: {
      balance: sqc('0.4'),
      burnPerDay: 41,
      forecastState: 'empty',
      runwayDays: null,
      ...PURCHASE,
    },
  },
  'burn-spike': {
    reason: '8 times the usual of these hours was spent; at this pace it lasts 9 hours',
    facts: {
      ...FALLING,
      ...PURCHASE,
      burnPerDay: 95,
      runwayDays: { p10: 0.4, p50: 1.2, p90: 2.9 },
      timesUsual: 8,
    },
  },
  'debit-ahead': {
    reason: '66 SQC for connected accounts is more than will be left then',
    facts: {
      ...FALLING,
      ...PURCHASE,
      burnPerDay: 14,
      runwayDays: { p10: 3.5, p50: 3.5, p90: 3.5 },
      debit: { atMs: AT_MS + 3.5 * DAY_MS, amount: sqc('66') },
    },
  },
  'recharge-at-risk': {
    reason: 'there is no card on file',
    facts: { ...FALLING, ...PURCHASE },
  },
  'bill-failed': {
    reason:
      'the bill of 2026-11 for connected accounts could not be paid; 7 days of grace are left',
    facts: { ...FALLING, ...PURCHASE },
  },
  'topped-up': {
    reason: '750 SQC came in',
    facts: { ...FINE, topUp: sqc('750'), notifiedAtMs: AT_MS - 2 * DAY_MS },
  },
  recovered: {
    reason: 'spending has slowed',
    facts: { ...FINE, balance: sqc('252'), burnPerDay: 12, notifiedAtMs: AT_MS - 5 * HOUR_MS },
  },
  'new-currency': {
    reason: 'the wallet now counts in USD, before in SQC',
    facts: {
      balance: { decimal: '42.50', currency: 'USD' },
      burnPerDay: 0,
      forecastState: 'learning',
      runwayDays: { p10: 0.25, p50: 4, p90: 60 },
      previousCurrency: 'SQC',
    },
  },
  'key-rejected': {
    reason:
      'SmartlyQ rejects the API key (401 INVALID_API_KEY): it is wrong or revoked. Create one at https://app.smartlyq.com/my/developer and run setup',
    facts: { ...FALLING, ...SEEN },
  },
  'no-data': {
    reason:
      'no reading for 3 hours, in 12 polls. SmartlyQ is not available (GET /me/balance: 503): the next poll tries again',
    facts: { ...FALLING, ...SEEN },
  },
  clock: {
    reason: 'the last reading is dated 2 hours ahead of now: a clock was wrong',
    facts: { ...FALLING, offMs: 2 * HOUR_MS },
  },
  'delivery-failed': {
    reason: 'Slack answered 404 no_service',
    facts: { ...FALLING, failingChannel: 'slack:billing', channel: 'slack:billing' },
  },
  snoozed: {
    reason: 'asked for by Ana: the invoice is on its way',
    facts: { ...FALLING, untilMs: AT_MS + DAY_MS },
  },
  paused: { reason: 'asked for by Ana', facts: FALLING },
  resumed: { reason: 'asked for by Ana', facts: FALLING },
  'sub-accounts': {
    reason: '2 sub-accounts have something to tell',
    facts: {
      burnPerDay: 0,
      forecastState: 'steady',
      runwayDays: FALLING.runwayDays,
      members: [
        member('Harbour Dental', 421_003, { ...FALLING, levelDays: 3 }),
        member('Alpine Bikes', 421_017, {
          ...FALLING,
          balance: sqc('301'),
          levelDays: 7,
          runwayDays: WEEK,
        }),
      ],
    },
  },
  test: { reason: 'somebody asked for a test message', facts: FINE },
};

function member(name: string, subAccount: number, facts: AlertFacts): BatchMember {
  const reason = `under ${facts.levelDays} days for two hours`;
  return {
    wallet: { id: `main/${subAccount}`, name },
    entryId: alertId({ atMs: AT_MS, kind: 'runway' }),
    alert: makeAlert('runway', reason, facts, AT_MS),
  };
}

/** What a message has beside its alert where there is a history, and a page to link. */
type Extras = Pick<RenderInput, 'links' | 'past' | 'wallet' | 'isPossibleRepeat'>;

/** What is sent for the example of a kind. */
export function exampleMessage(kind: AlertKind, extras: Partial<Extras> = {}): Message {
  const { reason, facts } = EXAMPLES[kind];
  const alert = makeAlert(kind, reason, facts, AT_MS);
  return renderAlert({
    alert,
    id: alertId(alert),
    wallet: { id: 'main', name: 'main' },
    timeZone: TIME_ZONE,
    isPossibleRepeat: false,
    ...extras,
  });
}

/** Every kind of alert once, as a person would get it by mail and in Slack, or as one channel is sent it. */
export function allKinds(as?: Format): string[] {
  return ALERT_KINDS.map((kind) => {
    const links = { page: 'https://example.com/page', canSnooze: SNOOZABLE_KINDS.includes(kind) };
    if (as !== undefined) return formatText(as, AT_MS, exampleMessage(kind, { links }), TIME_ZONE);
    const message = exampleMessage(kind);
    return alertText(AT_MS, message, slackMessage(message.chat), TIME_ZONE);
  });
}
