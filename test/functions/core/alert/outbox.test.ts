import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ChannelTrouble } from '../../../../functions/core/alert/delivery.ts';
import {
  enqueue,
  isSettled,
  lease,
  MAX_WAITING,
  type OutboxEntry,
  release,
  settleChannel,
} from '../../../../functions/core/alert/outbox.ts';
import { ENQUEUE_RULES } from '../../../../functions/core/kinds/enqueue-rules.ts';
import { afterAttempts } from '../../../../functions/core/state/channel-health.ts';
import { someAlert } from '../../../support/alerts.ts';

const NOW_MS = Date.parse('2026-11-27T12:00:00Z');
const LEASE_MS = 65_000;
const UNTIL_MS = NOW_MS + LEASE_MS;
const TO_ALL = [
  { name: 'sns', minSeverity: 'info' },
  { name: 'slack:team', minSeverity: 'warning' },
] as const;

function fresh(alert = someAlert(), holdUntilMs?: number): OutboxEntry {
  const [entry] = enqueue([], alert, TO_ALL, ENQUEUE_RULES, NOW_MS, UNTIL_MS, holdUntilMs).outbox;
  if (entry === undefined) throw new Error('nothing was queued');
  return entry;
}

function takeAt(
  nowMs: number,
  entry: OutboxEntry,
  troubles: Readonly<Record<string, ChannelTrouble>> = {},
) {
  return lease([entry], nowMs, { fromMs: nowMs, untilMs: nowMs + LEASE_MS }, troubles);
}

describe('an alert in the outbox', () => {
  it('goes to every destination that wants its severity', () => {
    expect(Object.keys(fresh().channels)).toEqual(['sns', 'slack:team']);
    expect(Object.keys(fresh(someAlert({ severity: 'info' })).channels)).toEqual(['sns']);
  });

  it('is nobody else’s while its lease runs', () => {
    expect(takeAt(NOW_MS + LEASE_MS - 1, fresh()).leased).toEqual([]);
  });

  it('is taken again after the lease, as a possible repeat, when nobody recorded an end', () => {
    const { outbox, leased } = takeAt(NOW_MS + LEASE_MS, fresh());
    expect(leased).toHaveLength(1);
    expect(outbox[0]?.channels.sns).toEqual({ state: 'sending', mayHaveArrived: true });
    expect(outbox[0]?.leaseUntilMs).toBe(NOW_MS + 2 * LEASE_MS);
  });

  it('is no possible repeat after a failure that certainly did not arrive', () => {
    const failed = settleChannel(fresh(), 'sns', { state: 'failed', reason: '503', arrived: 'no' });
    const { outbox } = takeAt(NOW_MS, release(failed));
    expect(outbox[0]?.channels.sns).toMatchObject({ state: 'sending', mayHaveArrived: false });
  });

  it('is a possible repeat for good once an answer was lost', () => {
    const lost = settleChannel(fresh(), 'sns', {
      state: 'failed',
      reason: 'reset',
      arrived: 'unknown',
    });
    const again = settleChannel(lost, 'sns', { state: 'failed', reason: '503', arrived: 'no' });
    expect(again.channels.sns).toMatchObject({ state: 'waiting', mayHaveArrived: true });
  });

  it('waits as long as a channel asked it to, and what is new does not', () => {
    const outcome = {
      state: 'failed',
      reason: '429',
      arrived: 'no',
      retryAfterMs: 90_000,
    } as const;
    const info = someAlert({ severity: 'info' });
    const failed = release(settleChannel(fresh(info), 'sns', outcome));
    const unsent = release(fresh(info));
    const troubles = afterAttempts({}, [{ channel: 'sns', outcome, atMs: NOW_MS }]);
    const leasedAt = (entry: OutboxEntry, afterMs: number) =>
      takeAt(NOW_MS + afterMs, entry, troubles).leased;
    expect(leasedAt(failed, 89_999)).toEqual([]);
    expect(leasedAt(failed, 90_000)).toEqual([failed.id]);
    expect(leasedAt(unsent, 0)).toEqual([unsent.id]);
  });

  it('is settled when every channel accepted or refused it for good', () => {
    const one = settleChannel(fresh(), 'sns', { state: 'accepted' });
    expect(isSettled(one)).toBe(false);
    expect(isSettled(settleChannel(one, 'slack:team', { state: 'refused', reason: 'gone' }))).toBe(
      true,
    );
  });

  it('is held by quiet hours and then sent without being called a repeat', () => {
    const untilMs = NOW_MS + 8 * 3_600_000;
    const held = fresh(someAlert(), untilMs);
    expect(takeAt(untilMs - 1, held).leased).toEqual([]);
    const { outbox } = takeAt(untilMs, held);
    expect(outbox[0]?.channels.sns).toEqual({ state: 'sending', mayHaveArrived: false });
  });

  it('is superseded by a later one while it is held', () => {
    const held = fresh(someAlert(), NOW_MS + 3_600_000);
    const worse = someAlert({ severity: 'critical', atMs: NOW_MS + 60_000 });
    const { outbox, dropped } = enqueue(
      [held],
      worse,
      TO_ALL,
      ENQUEUE_RULES,
      NOW_MS + 60_000,
      UNTIL_MS,
    );
    expect(outbox.map(({ alert }) => alert.severity)).toEqual(['critical']);
    expect(dropped).toMatchObject([{ entry: held }]);
  });
});

describe('an outbox that nobody empties', () => {
  it('keeps at most 20, and drops the least severe and oldest first', () => {
    const severity = fc.constantFrom('info', 'warning', 'critical');
    fc.assert(
      fc.property(fc.array(severity, { minLength: 1, maxLength: 60 }), (severities) => {
        let outbox: OutboxEntry[] = [];
        const all: unknown[] = [];
        severities.forEach((each, i) => {
          const alert = someAlert({ severity: each, atMs: NOW_MS + i });
          const added = enqueue(outbox, alert, TO_ALL, ENQUEUE_RULES, NOW_MS, UNTIL_MS);
          outbox = added.outbox;
          all.push(...added.dropped);
          expect(outbox.length).toBeLessThanOrEqual(MAX_WAITING);
        });
        expect(outbox.length + all.length).toBe(severities.length);
        const criticals = severities.filter((each) => each === 'critical').length;
        const kept = outbox.filter(({ alert }) => alert.severity === 'critical').length;
        expect(kept).toBe(Math.min(criticals, MAX_WAITING));
      }),
    );
  });

  it('makes room by what only a failing channel lacks, and by nothing that a working one wants', () => {
    const destinations = [TO_ALL[0], { ...TO_ALL[1], isFailing: true }];
    let outbox: OutboxEntry[] = [];
    const at = (i: number) =>
      someAlert({ severity: i < 10 ? 'critical' : 'warning', atMs: NOW_MS + i });
    for (let i = 0; i < MAX_WAITING; i++) {
      ({ outbox } = enqueue(outbox, at(i), destinations, ENQUEUE_RULES, NOW_MS, UNTIL_MS));
    }
    // Mail has had the critical ones; of the others nobody has heard.
    outbox = outbox.map((one) =>
      one.alert.severity === 'critical' ? settleChannel(one, 'sns', { state: 'accepted' }) : one,
    );
    const dropped: OutboxEntry[] = [];
    for (let i = MAX_WAITING; i < MAX_WAITING + 10; i++) {
      const added = enqueue(outbox, at(i), destinations, ENQUEUE_RULES, NOW_MS, UNTIL_MS);
      outbox = added.outbox;
      dropped.push(...added.dropped.map(({ entry }) => entry));
    }
    expect(dropped).toHaveLength(10);
    expect(dropped.every(({ channels }) => channels.sns?.state === 'accepted')).toBe(true);
  });
});
