import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type LocalTable, openLocalTable } from '../../../../cli/local/table.ts';
import { logDayItem, soundLogDayOf } from '../../../../functions/adapters/table/log-day-item.ts';
import { createWalletStore } from '../../../../functions/adapters/table/wallet-store.ts';
import { readFurther, unreadDay } from '../../../../functions/core/attribution/log-day.ts';
import { parseAmount, zero } from '../../../../functions/core/ledger/amount.ts';
import { HOUR_MS } from '../../../../functions/core/ledger/durations.ts';

const DATE = '2026-11-02';
const START_MS = Date.parse(DATE);
const CALLS = [3, 9, 9, 20].map((hour, at) => ({
  id: String(at),
  atMs: START_MS + hour * HOUR_MS,
  cost: 0.25 * (at + 1),
  endpoint: at === 3 ? '/v1/images' : '/v1/videos/{id}',
  keyId: '12',
  isRefused: false,
}));
const WHOLE = readFurther(unreadDay(DATE), CALLS, START_MS);
const HALF = readFurther(unreadDay(DATE), CALLS, START_MS + 8 * HOUR_MS);

describe('a day of the request log in the table', () => {
  let table: LocalTable;
  beforeAll(async () => {
    table = await openLocalTable();
  });
  afterAll(() => table.close());

  it('comes back as it was, whole or half read', () => {
    for (const day of [WHOLE, HALF]) {
      const back = soundLogDayOf(logDayItem('main', day));
      expect({ ...back, spend: undefined }).toEqual({ ...day, spend: undefined });
      expect(back?.spend.total).toBe(day.spend.total);
      expect(back?.spend.by.key).toEqual(day.spend.by.key);
    }
  });

  it('stands beside the totals of its day, whichever came first, and alone where there are none', async () => {
    const store = createWalletStore(table.client, table.tableName);
    const sqc = (value: number) => parseAmount(value, 'SQC');
    const totals = { spend: sqc(5), topUp: zero('SQC'), balance: sqc(40), readings: 96 };
    await store.putLogDay('main', WHOLE);
    await store.putDay('main', { date: DATE, ...totals });
    await store.putDay('main', { date: '2026-11-03', ...totals });
    await store.putLogDay('main', { ...WHOLE, date: '2026-11-03' });
    await store.putLogDay('main', { ...WHOLE, date: '2026-11-01' });
    const days = await Array.fromAsync(store.days('main', '2026-11-01', '2026-12-01'));
    const logDays = await Array.fromAsync(store.logDays('main', '2026-11-01', '2026-12-01'));
    expect(days.map(({ date, readings }) => [date, readings])).toEqual([
      ['2026-11-02', 96],
      ['2026-11-03', 96],
    ]);
    expect(logDays.map(({ date }) => date)).toEqual(['2026-11-01', '2026-11-02', '2026-11-03']);
  });

  it('is left out where it cannot be read', () => {
    const item = logDayItem('main', WHOLE);
    for (const log of [{ S: 'no' }, { M: {} }, { M: { ...item.log?.M, hours: { L: [] } } }]) {
      expect(soundLogDayOf({ ...item, log } as never)).toBeUndefined();
    }
  });

  it('takes at most 2 KB, with ten long names of each kind', () => {
    const calls = Array.from({ length: 500 }, (_, at) => ({
      id: String(at),
      atMs: START_MS + at * 100_000,
      cost: Math.PI * (at + 1),
      endpoint: `/v1/some/long/path/of/an/endpoint/number/${at % 60}`,
      type: `activity type ${at % 60}`,
      keyId: String(100_000 + (at % 60)),
      isRefused: false,
    }));
    const item = logDayItem('main', readFurther(unreadDay(DATE), calls, START_MS));
    expect(JSON.stringify(item).length).toBeLessThan(3_000);
  });
});
