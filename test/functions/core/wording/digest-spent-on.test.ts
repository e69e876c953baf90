import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { readFurther, unreadDay } from '../../../../functions/core/attribution/log-day.ts';
import { spentOnOf } from '../../../../functions/core/digest/spent-on.ts';
import { startHistory } from '../../../../functions/core/forecast/hourly-spend.ts';
import { parseAmount, zero } from '../../../../functions/core/ledger/amount.ts';
import { dateOf, openDay } from '../../../../functions/core/ledger/day-totals.ts';
import { DAY_MS, WEEK_MS } from '../../../../functions/core/ledger/durations.ts';
import { renderDigest } from '../../../../functions/core/wording/digest.ts';

const TO_MS = Date.parse('2026-11-23T07:00:00Z');
const balance = parseAmount(571, 'USD');
const series = {
  lastReading: { atMs: TO_MS - 60_000, balance },
  spend: startHistory(TO_MS - 60_000),
  today: openDay(dateOf(TO_MS), balance),
  log: { lastDate: '2026-11-22', pending: 0, ratio: 1 },
};

/** Five weeks: text 60 and videos 10 a day, but 40 of videos in the last one, by key 12. */
const logDays = Array.from({ length: 36 }, (_, at) => {
  const age = 36 - at;
  const date = dateOf(TO_MS - age * DAY_MS);
  const startMs = Date.parse(date);
  const call = (type: string, cost: number, keyId: string) => ({
    id: `${date}${type}`,
    atMs: startMs + 3_600_000,
    cost,
    type,
    keyId,
    isRefused: false,
  });
  const isLast = age <= 7;
  const calls = [call('text', 60, '7'), call('videos', isLast ? 40 : 10, isLast ? '12' : '7')];
  return readFurther(unreadDay(date), calls, startMs);
});
const days = (spend: number) =>
  logDays.map(({ date }) => ({
    date,
    spend: parseAmount(spend, 'USD'),
    topUp: zero('USD'),
    balance,
    readings: 96,
  }));
const week = { id: '2026-11-23', fromMs: TO_MS - WEEK_MS, toMs: TO_MS };

function digest(spend: number) {
  const spentOn = spentOnOf(series, logDays, days(spend), week);
  return renderDigest({
    wallets: [
      {
        wallet: { id: 'main', name: 'main' },
        snapshot: {
          reading: series.lastReading,
          burnPerDay: 67,
          state: 'steady',
          runwayDays: { p10: 8, p50: 9, p90: 11 },
        },
        isStale: false,
        alerts: 0,
        spentOn,
      },
    ],
    levelsDays: [7, 3, 1],
    period: week,
    timeZone: 'UTC',
    costDollars: 0.0013,
    polls: 96,
    isPossibleRepeat: false,
  });
}

describe('what a digest says of the spend', () => {
  it('names the three largest, and what grew most', () => {
    const { mail, event } = digest(100);
    expect(mail).toContain('Spent on    text 60 %, video generation 40 %\n');
    expect(mail).toContain('Grew        key #12 new, video generation 4 × its usual\n');
    expect(mail).not.toContain('request log');
    const schema = JSON.parse(readFileSync('schemas/digest.schema.json', 'utf8'));
    const isValid = new Ajv2020({ strict: true, allowUnionTypes: true }).compile(schema);
    expect(isValid(JSON.parse(JSON.stringify(event))), JSON.stringify(isValid.errors)).toBe(true);
  });

  it('says where the log does not explain the balance, in either direction', () => {
    expect(digest(150).mail.replaceAll(/\s+/g, ' ')).toContain(
      "Log 33 % of what left the balance in seven days is not in SmartlyQ's request log",
    );
    expect(digest(150).mail).toContain('not in the log 33 %');
    expect(digest(60).mail.replaceAll(/\s+/g, ' ')).toContain(
      "Log the balance fell by 40 % less in seven days than SmartlyQ's request log says",
    );
    expect(digest(90).mail).not.toContain('Log   ');
  });

  it('says nothing where the ratio is unknown, or nothing was read', () => {
    const { log: _, ...unknown } = series;
    expect(spentOnOf(unknown, logDays, days(100), week)).toBeUndefined();
    expect(spentOnOf(series, [], days(100), week)).toBeUndefined();
    expect(spentOnOf(series, logDays.slice(0, 20), days(100), week)).toBeUndefined();
  });
});
