import { describe, expect, it } from 'vitest';
import { exampleMessage } from '../../../../cli/demo/all-kinds.ts';
import { withKindsTable } from '../../../../docs/kinds-table.ts';
import { ALERT_KINDS, type AlertKind } from '../../../../functions/core/alert/alert.ts';
import { makeAlert } from '../../../../functions/core/decide/make-alert.ts';
import { muteDecision } from '../../../../functions/core/decide/mute-decision.ts';
import { snoozableAlerts } from '../../../../functions/core/decide/request-snooze.ts';
import {
  headline,
  isFiring,
  KIND_ENTRIES,
  KINDS,
  severityOf,
} from '../../../../functions/core/kinds/index.ts';
import { openAlertsOf } from '../../../../functions/core/kinds/open-alerts.ts';
import {
  type AlertMemory,
  NOTHING_NOTIFIED,
  newState,
} from '../../../../functions/core/state/wallet-state.ts';
import { topUpUrl } from '../../../../functions/core/wording/details.ts';
import schema from '../../../../schemas/alert.schema.json' with { type: 'json' };

const NOW_MS = Date.parse('2026-11-27T12:00:00Z');

/** What is remembered once each kind that remembers anything has fired. */
const FIRED: Partial<Record<AlertKind, Partial<AlertMemory>>> = {
  runway: { firingLevels: [3, 7] },
  floor: { isLow: true },
  depleted: { isEmptyNotified: true },
  'burn-spike': { spikeAtMs: NOW_MS },
  'debit-ahead': { debitAtMs: NOW_MS },
  'bill-failed': { failedBill: '2026-11' },
  'recharge-at-risk': { riskNotified: 'no-card' },
};
/** What the design says of each of these, written down once more. */
const SNOOZABLE = ['runway', 'floor', 'burn-spike', 'debit-ahead'];
const ENDED_BY_TOP_UP = ['runway', 'floor', 'depleted', 'burn-spike', 'debit-ahead', 'bill-failed'];

const memoryOf = (kind: AlertKind): AlertMemory => ({ ...NOTHING_NOTIFIED, ...FIRED[kind] });
const remembered = Object.keys(FIRED) as AlertKind[];

describe('every alert kind', () => {
  it('is in the record, the schema, the documents and the examples', () => {
    expect(new Set(KIND_ENTRIES.map(([kind]) => kind))).toEqual(new Set(ALERT_KINDS));
    expect(schema.properties.kind.enum).toEqual([...ALERT_KINDS]);
    const table = withKindsTable('<!-- kinds:begin --><!-- kinds:end -->');
    for (const kind of ALERT_KINDS) expect(table).toContain(`| \`${kind}\` | `);
  });

  it.each(ALERT_KINDS)('%s has a headline of its own, a severity and an example', (kind) => {
    const { reason, facts } = KINDS[kind].example;
    const alert = makeAlert(kind, reason, facts, NOW_MS);
    const line = headline(alert, 'Production', 'UTC');
    expect(line.length).toBeGreaterThan(20);
    const others = ALERT_KINDS.filter((other) => other !== kind).map((other) =>
      headline({ ...alert, kind: other }, 'Production', 'UTC'),
    );
    expect(others).not.toContain(line);
    expect(severityOf(kind, facts)).toBe(alert.severity);
    expect(exampleMessage(kind).subject).not.toBe('');
  });

  it.each(remembered)('%s is open once it has fired, and is nothing by itself before', (kind) => {
    expect(isFiring(kind, NOTHING_NOTIFIED)).toBe(false);
    expect(isFiring(kind, memoryOf(kind))).toBe(true);
    const state = { ...newState(NOW_MS), memory: memoryOf(kind) };
    expect(openAlertsOf(state).map((one) => one.kind)).toEqual([kind]);
    expect(KINDS[kind].openText?.(3)).toMatch(/\w/);
  });

  it.each(['key-rejected', 'no-data'] as const)('%s is open while readings are missing', (kind) => {
    const notified = {
      kind,
      severity: 'warning',
      firstAtMs: 0,
      lastAtMs: 0,
      reminders: 0,
    } as const;
    const fault = { kind: 'unavailable', said: '', sinceMs: 0, polls: 4, notified } as const;
    const state = newState(NOW_MS);
    expect(openAlertsOf({ ...state, watch: { ...state.watch, fault } })).toEqual([{ kind }]);
  });

  it('is muted by a snooze where that is said, and counts as a reason to snooze', () => {
    const snooze = {
      setAtMs: NOW_MS - 1,
      untilMs: NOW_MS + 1,
      reason: 'known',
      severity: 'critical',
    } as const;
    for (const kind of ALERT_KINDS) {
      const { reason, facts } = KINDS[kind].example;
      const alert = { ...makeAlert(kind, reason, { ...facts, levelDays: undefined }, NOW_MS) };
      const expected = SNOOZABLE.includes(kind) ? 'muted' : 'notify';
      expect(muteDecision(alert, { snooze }, undefined), kind).toBe(expected);
    }
    for (const kind of remembered) {
      const isReason = SNOOZABLE.includes(kind) || kind === 'depleted';
      expect(snoozableAlerts(memoryOf(kind)) !== undefined, kind).toBe(isReason);
    }
  });

  it('is resolved by a top-up where that is said, and tells where to buy', () => {
    for (const kind of ALERT_KINDS) {
      const isEnded = ENDED_BY_TOP_UP.includes(kind);
      expect(KINDS[kind].isResolvedByTopUp === true, kind).toBe(isEnded);
      const { reason, facts } = KINDS[kind].example;
      const alert = makeAlert(
        kind,
        reason,
        { ...facts, levelDays: undefined, members: undefined },
        NOW_MS,
      );
      const hasLink = isEnded || kind === 'recharge-at-risk';
      expect(topUpUrl(alert) !== undefined, kind).toBe(hasLink);
    }
  });

  it.each(remembered)('%s fires again after a mute in which nobody was notified', (kind) => {
    const { whileMuted } = KINDS[kind];
    const kept = { ...memoryOf(kind), ...whileMuted?.(NOTHING_NOTIFIED, memoryOf(kind), NOW_MS) };
    expect(isFiring(kind, kept)).toBe(false);
    const known = { ...memoryOf(kind), ...whileMuted?.(memoryOf(kind), memoryOf(kind), NOW_MS) };
    expect(isFiring(kind, known)).toBe(true);
  });
});
