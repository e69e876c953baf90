import { describe, expect, it } from 'vitest';
import { exampleMessage } from '../../../../cli/demo/all-kinds.ts';
import type { Alert, AlertFacts, Severity } from '../../../../functions/core/alert/alert.ts';
import { enqueue } from '../../../../functions/core/alert/outbox.ts';
import { makeAlert } from '../../../../functions/core/decide/make-alert.ts';
import { ENQUEUE_RULES } from '../../../../functions/core/kinds/enqueue-rules.ts';
import { pagerdutyEvents } from '../../../../functions/core/wording/channels/pagerduty.ts';
import { renderAlert } from '../../../../functions/core/wording/render.ts';

const FACTS: AlertFacts = {
  balance: { decimal: '118', currency: 'SQC' },
  burnPerDay: 41,
  forecastState: 'steady',
  runwayDays: { p10: 1.6, p50: 2.8, p90: 4.1 },
};
const alertOf = (kind: Alert['kind'], facts: Partial<AlertFacts> = {}) =>
  makeAlert(kind, 'why', { ...FACTS, ...facts }, 0);
const wallet = { id: 'main', name: 'Production' };

/** "trigger main/balance/warning" */
function eventsOf(alert: Alert, minSeverity: Severity = 'info'): string[] {
  const rendered = { alert, id: 'x', wallet, timeZone: 'UTC', isPossibleRepeat: false };
  return pagerdutyEvents(renderAlert(rendered), minSeverity).map(
    ({ event_action, dedup_key }) => `${event_action} ${dedup_key.replace('smartlyq-runway/', '')}`,
  );
}

describe("a wallet's incident", () => {
  it('is one for each severity, so that worse news page again', () => {
    expect(eventsOf(alertOf('runway', { levelDays: 3 }))).toEqual(['trigger main/balance/warning']);
    expect(eventsOf(alertOf('floor'))).toEqual(['trigger main/balance/warning']);
    expect(eventsOf(alertOf('depleted'))).toEqual(['trigger main/balance/critical']);
  });

  it('is resolved at every severity when the wallet was topped up or recovered', () => {
    const all = ['info', 'warning', 'critical'].map((one) => `resolve main/balance/${one}`);
    expect(eventsOf(alertOf('topped-up'))).toEqual(all);
    expect(eventsOf(alertOf('recovered', { notifiedAtMs: 0 }))).toEqual(all);
    expect(eventsOf(alertOf('topped-up'), 'critical')).toEqual(['resolve main/balance/critical']);
  });

  it('eases when a top-up leaves the wallet at a level: what is graver is resolved', () => {
    expect(eventsOf(alertOf('topped-up', { levelDays: 3 }))).toEqual([
      'trigger main/balance/warning',
      'resolve main/balance/critical',
    ]);
    expect(eventsOf(alertOf('topped-up', { levelDays: 3 }), 'critical')).toEqual([
      'resolve main/balance/critical',
    ]);
  });

  it('of missing readings ends with the first reading, whatever the news of it', () => {
    const ended = { kind: 'key-rejected', sinceMs: 0 } as const;
    expect(eventsOf(alertOf('key-rejected'))).toEqual(['trigger main/readings/warning']);
    expect(eventsOf(alertOf('recovered', { ended }), 'warning')).toEqual([
      'resolve main/readings/warning',
      'resolve main/readings/critical',
    ]);
    expect(eventsOf(alertOf('runway', { levelDays: 1, ended }), 'critical')).toEqual([
      'resolve main/readings/critical',
      'trigger main/balance/critical',
    ]);
  });

  it('is of the wallet that it is about', () => {
    const about = { id: 'second', name: 'Second' };
    expect(eventsOf(alertOf('no-data', { about }))).toEqual(['trigger second/polls/warning']);
    expect(eventsOf(alertOf('recovered', { about }), 'critical')).toEqual([
      'resolve second/polls/critical',
    ]);
  });

  it('is that of each sub-account, where one message tells of several', () => {
    const events = pagerdutyEvents(exampleMessage('sub-accounts'), 'info');
    expect(events.map(({ dedup_key }) => dedup_key)).toEqual([
      'smartlyq-runway/main/421003/balance/warning',
      'smartlyq-runway/main/421017/balance/info',
    ]);
  });

  it.each(['snoozed', 'paused', 'resumed', 'new-currency'] as const)(
    'is not opened by %s',
    (kind) => {
      expect(eventsOf(alertOf(kind))).toEqual([]);
    },
  );
});

describe('a channel for incidents', () => {
  const destinations = [
    { name: 'sns', minSeverity: 'info' },
    { name: 'pagerduty:oncall', minSeverity: 'critical', isForIncidents: true },
  ] as const;
  const channelsOf = (alert: Alert, more: object = {}) => {
    const { outbox } = enqueue(
      [],
      alert,
      [destinations[0], { ...destinations[1], ...more }],
      ENQUEUE_RULES,
      0,
      1,
    );
    return Object.keys(outbox[0]?.channels ?? {});
  };

  it('is told of what is grave enough, of every end, and of nothing else', () => {
    expect(channelsOf(alertOf('depleted'))).toEqual(['sns', 'pagerduty:oncall']);
    expect(channelsOf(alertOf('floor'))).toEqual(['sns']);
    expect(channelsOf(alertOf('topped-up'))).toEqual(['sns', 'pagerduty:oncall']);
    expect(channelsOf(alertOf('recovered', { notifiedAtMs: 0 }))).toEqual([
      'sns',
      'pagerduty:oncall',
    ]);
    expect(channelsOf(alertOf('paused', { isCriticalOpen: true }))).toEqual(['sns']);
  });

  it('that asked for nothing more gets a test alone', () => {
    expect(channelsOf(alertOf('depleted'), { isEnded: true })).toEqual(['sns']);
    expect(channelsOf(alertOf('test'), { isEnded: true })).toEqual(['sns', 'pagerduty:oncall']);
  });
});
