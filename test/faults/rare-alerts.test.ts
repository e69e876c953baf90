import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseAmount } from '../../functions/core/ledger/amount.ts';
import { DAY_MS } from '../../functions/core/ledger/durations.ts';
import { START_MS } from '../support/falling-wallet.ts';
import { startWorld, type World } from '../support/world.ts';
import type { Plan } from './injector.ts';
import { kindsOf, type StoryOptions, tellStory } from './story.ts';

const HOURS = 8;
type Happening = Pick<StoryOptions, 'daysLeft' | 'extraPerHour' | 'billing' | 'eventAt'>;

/** What brings each of the alerts that an even spend never does. */
const HAPPENINGS: Readonly<Record<string, Happening>> = {
  'burn-spike': { daysLeft: 11, extraPerHour: 36 },
  'debit-ahead': {
    daysLeft: 30,
    billing: {
      readAccountBilling: async () => ({
        accountBilling: {
          atMs: START_MS,
          history: [],
          nextCharge: parseAmount('2700', 'SQC'),
          nextChargeAtMs: START_MS + 8 * DAY_MS,
        },
        ignored: [],
        isTestKey: false,
      }),
    },
  },
  'recharge-at-risk': {
    daysLeft: 30,
    billing: {
      readBilling: async () => ({
        billing: {
          atMs: START_MS,
          autoRecharge: {
            isEnabled: true,
            below: parseAmount('100', 'SQC'),
            amount: parseAmount('400', 'SQC'),
          },
          payment: { isCardOnFile: false },
        },
        ignored: [],
        isTestKey: false,
      }),
    },
  },
  'bill-failed': {
    daysLeft: 30,
    eventAt: (hour, receivedAtMs) =>
      hour === 3
        ? { name: 'account_billing.failed', id: 'evt_1', receivedAtMs, period: '2026-11' }
        : undefined,
  },
};

const FAULTS: Readonly<Record<string, Plan>> = {
  nothing: {},
  'a crash before it is decided': { crashAt: 2 },
  'a crash when it is sent': { crashAt: 9 },
  'a table that loses its answer': { store: { saveState: 'unanswered' } },
  'a mail that fails': { channels: { sns: 'fails' } },
};

describe('under faults', () => {
  let world: World;
  beforeAll(async () => {
    world = await startWorld({ startMs: START_MS, balance: 1, perDay: 1 });
  });
  afterAll(() => world.close());

  for (const [kind, happening] of Object.entries(HAPPENINGS)) {
    it(`${kind} is decided once, and arrives`, async () => {
      for (const [at, [name, fault]] of Object.entries(FAULTS).entries()) {
        const notified = await tellStory(world, {
          wallet: `${kind}-${at}`,
          hours: HOURS,
          ...happening,
          plansAt: (hour, attempt) => [attempt === 0 && hour < HOURS - 2 ? fault : {}],
        });
        expect(notified.broken, name).toEqual([]);
        expect(
          kindsOf(notified).filter((one) => one === kind),
          name,
        ).toHaveLength(1);
        const channels = notified.inbox
          .filter((one) => one.kind === kind)
          .map((one) => one.channel);
        expect(new Set(channels), name).toEqual(new Set(['sns', 'slack:team']));
      }
    });
  }
});
