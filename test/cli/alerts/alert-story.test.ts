import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { alertRows } from '../../../cli/alerts/alert-row.ts';
import { alertStory } from '../../../cli/alerts/alert-story.ts';
import { columnsOf } from '../../../cli/output/columns.ts';
import type { OutboxEntry } from '../../../functions/core/alert/outbox.ts';
import { parseAmount } from '../../../functions/core/ledger/amount.ts';

const AT_MS = Date.UTC(2026, 10, 22, 17, 0);
const held: OutboxEntry = {
  id: `${new Date(AT_MS).toISOString()}#runway`,
  alert: {
    kind: 'runway',
    severity: 'warning',
    atMs: AT_MS,
    reason: 'under 3 days for two hours',
    facts: {
      balance: parseAmount('118', 'SQC'),
      burnPerDay: 41,
      forecastState: 'steady',
      runwayDays: { p10: 2, p50: 2.9, p90: 4 },
      levelDays: 3,
    },
  },
  channels: { sns: { state: 'waiting', mayHaveArrived: false } },
  leaseUntilMs: 0,
  holdUntilMs: AT_MS + 3_600_000,
};

describe('an alert that is held back', () => {
  it.each([
    ['main', 'Agency', 'waiting until Sun 22 Nov 18:00, when the quiet hours end'],
    ['main/421077', 'Client', 'waiting for the next message of its agency'],
  ])('says of %s what it waits for', (id, name, words) => {
    const [row] = alertRows([], [held]);
    const story = row === undefined ? '' : alertStory(row, { id, name }, 'UTC');
    expect(story).toContain(`${name} runs out Wed 25 Nov, about 15:00.`);
    expect(story.replaceAll(/\n {3,}/g, ' ')).toContain(words);
  });
});

describe.each([40, 60, 80, 120])('in a terminal of %d columns', (columns) => {
  it.each(['客户公司'.repeat(12), 'שלום עולם '.repeat(8).trim(), 'x'.repeat(150)])(
    'a story of %s fits',
    (name) => {
      vi.stubEnv('COLUMNS', String(columns));
      onTestFinished(() => void vi.unstubAllEnvs());
      const [row] = alertRows([], [held]);
      const story = row === undefined ? '' : alertStory(row, { id: 'main', name }, 'UTC');
      for (const line of story.split('\n')) expect(columnsOf(line)).toBeLessThanOrEqual(columns);
    },
  );
});
