import { describe, expect, it } from 'vitest';
import { itemBytes } from '../../../../bench/units/item-bytes.ts';
import { stateItem, stateOf } from '../../../../functions/adapters/table/state-item.ts';
import { lapse } from '../../../support/wallet-lapse.ts';

/** A wallet of which everything is known that there is to know. */
const { state } = lapse({
  from: '2026-01-05',
  days: 40,
  perDay: 400,
  refill: 3_350,
  accounts: 33,
  plan: { monthlyCredits: 5_000.1234, resetDay: 15 },
  autoRecharge: { enabled: true, below: 1_000, amount: 2_500 },
});
const quiet = { ...state, closedDays: [] };
const item = stateItem('main', quiet, 123, '123e4567-e89b-12d3-a456-426614174000');

describe('the state of a whole wallet', () => {
  it('has a plan, a bill and an auto-recharge, and comes back as it was', () => {
    const { spend: _, ...known } = quiet.series ?? {};
    expect(known).toMatchObject({ plan: {}, bill: { next: {} }, recharge: { terms: {} } });
    const { series: seriesOf, ...rest } = stateOf(item).state ?? {};
    const { spend: __, ...found } = seriesOf ?? {};
    expect(found).toEqual(known);
    expect({ ...rest, series: quiet.series }).toEqual(quiet);
  });

  it('remembers that its key is a test key', () => {
    const { series } = quiet;
    if (series === undefined) throw new Error('a wallet that was read has a series');
    const lastReading = { ...series.lastReading, isTestKey: true as const };
    const stored = stateItem('main', { ...quiet, series: { ...series, lastReading } }, 1);
    expect(stateOf(stored).state?.series?.lastReading).toEqual(lastReading);
  });

  it('stays under 2 KB', () => {
    const plain = Object.fromEntries(
      Object.entries(item).map(([name, value]) => [
        name,
        value.B === undefined ? value : { B: Buffer.from(value.B).toString('base64') },
      ]),
    );
    expect(itemBytes(plain as Parameters<typeof itemBytes>[0])).toBeLessThanOrEqual(2_048);
  });
});
