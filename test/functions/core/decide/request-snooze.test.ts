import { describe, expect, it } from 'vitest';
import { isActive } from '../../../../functions/core/decide/mute-decision.ts';
import { requestSnooze } from '../../../../functions/core/decide/request-snooze.ts';
import { HOUR_MS } from '../../../../functions/core/ledger/durations.ts';
import {
  type AlertMemory,
  NOTHING_NOTIFIED,
} from '../../../../functions/core/state/wallet-state.ts';

const NOW_MS = Date.parse('2026-11-22T12:00:00Z');

function ask(
  changes: Partial<Parameters<typeof requestSnooze>[0]> = {},
  memory: AlertMemory = NOTHING_NOTIFIED,
) {
  const request = { untilMs: NOW_MS + 24 * HOUR_MS, reason: 'migration', ...changes };
  return requestSnooze(request, memory, NOW_MS);
}

describe('a request for silence', () => {
  it('keeps why, who and until when', () => {
    expect(ask({ by: 'Ana' })).toEqual({
      untilMs: NOW_MS + 24 * HOUR_MS,
      setAtMs: NOW_MS,
      reason: 'migration',
      by: 'Ana',
    });
  });

  it.each<[Partial<AlertMemory>, object]>([
    [{ firingLevels: [7] }, { severity: 'info', levelDays: 7 }],
    [{ firingLevels: [7, 3] }, { severity: 'warning', levelDays: 3 }],
    [{ firingLevels: [7, 3, 1] }, { severity: 'critical', levelDays: 1 }],
    [
      { firingLevels: [7], isLow: true },
      { severity: 'warning', levelDays: 7 },
    ],
    [{ spikeAtMs: NOW_MS }, { severity: 'warning' }],
    [{ debitAtMs: NOW_MS }, { severity: 'warning' }],
    [{ isEmptyNotified: true }, { severity: 'critical' }],
  ])('remembers what stood, of %j', (memory, expected) => {
    expect(ask({}, { ...NOTHING_NOTIFIED, ...memory })).toMatchObject(expected);
  });

  it('wants a reason, a moment to come, and at most three days', () => {
    expect(ask({ reason: ' \n ' })).toBe('no-reason');
    expect(ask({ untilMs: NOW_MS })).toBe('over');
    expect(ask({ untilMs: Number.NaN })).toBe('over');
    expect(ask({ untilMs: NOW_MS + 73 * HOUR_MS })).toBe('too-long');
    expect(ask({ untilMs: Number.POSITIVE_INFINITY })).toBe('too-long');
    expect(ask({ untilMs: NOW_MS + 72 * HOUR_MS })).toMatchObject({ reason: 'migration' });
  });

  it('is over after three days and five minutes, and mutes nothing ahead, whatever is stored', () => {
    const stored = { untilMs: NOW_MS + 999 * HOUR_MS, setAtMs: NOW_MS, reason: 'x' };
    expect(isActive(stored, undefined, NOW_MS + 72 * HOUR_MS)).toBe(true);
    expect(isActive(stored, undefined, NOW_MS + 73 * HOUR_MS)).toBe(false);
    expect(isActive({ ...stored, setAtMs: NOW_MS + HOUR_MS }, undefined, NOW_MS)).toBe(false);
  });

  it('takes texts as one line of bounded length', () => {
    const asked = ask({ reason: `a\nb\u202e${'x'.repeat(500)}`, by: '\u001b[31mAna' });
    if (typeof asked === 'string') throw new Error(asked);
    expect(asked.reason).toMatch(/^a b x+…$/);
    expect([...asked.reason]).toHaveLength(200);
    expect(asked.by).toBe('[31mAna');
  });
});
