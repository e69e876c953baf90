import type { RecordedReading } from '../../functions/adapters/table/history-items.ts';
import { type Amount, plus, zero } from '../../functions/core/ledger/amount.ts';
import type { DayTotals } from '../../functions/core/ledger/day-totals.ts';
import type { Series, WalletState } from '../../functions/core/state/wallet-state.ts';
import { type ExactNumber, exact } from '../output/exact-number.ts';

/** What happened in an hour or a day: the `DAY#` items' attribute names. */
export interface SpanRow {
  /** When it began, UTC: "2026-11-22T14:00:00Z" for an hour, "2026-11-22" for a day. */
  readonly time: string;
  readonly spend: ExactNumber;
  /** At least this much came in. */
  readonly topUp: ExactNumber;
  /** Of the last reading. */
  readonly balance: ExactNumber;
  readonly currency: string;
  readonly readings: number;
}

export const SPAN_COLUMNS: readonly (keyof SpanRow)[] = [
  'time',
  'spend',
  'topUp',
  'balance',
  'currency',
  'readings',
];

interface OpenSpan {
  readonly time: string;
  readonly spend: Amount;
  readonly topUp: Amount;
  readonly balance: Amount;
  readonly readings: number;
}

/** Hours with readings; one in which the currency changed is two rows. */
export async function* hourRows(readings: AsyncIterable<RecordedReading>): AsyncGenerator<SpanRow> {
  let open: OpenSpan | undefined;
  for await (const recorded of readings) {
    const { atMs, balance } = recorded.reading;
    const time = `${new Date(atMs).toISOString().slice(0, 13)}:00:00Z`;
    const isSame = open?.time === time && open.balance.currency === balance.currency;
    if (open !== undefined && !isSame) yield spanRow(open);
    const nothing = zero(balance.currency);
    const before =
      open !== undefined && isSame ? open : { spend: nothing, topUp: nothing, readings: 0 };
    open = {
      time,
      balance,
      spend: recorded.spend ? plus(before.spend, recorded.spend) : before.spend,
      topUp: recorded.topUp ? plus(before.topUp, recorded.topUp) : before.topUp,
      readings: before.readings + 1,
    };
  }
  if (open !== undefined) yield spanRow(open);
}

/** What the state knows of days. */
interface KnownDays extends Pick<WalletState, 'closedDays'> {
  readonly series?: Pick<Series, 'today'>;
}

/** The closed days of the table, then those that only the state knows: just closed, and today's. */
export async function* dayRows(
  days: AsyncIterable<DayTotals>,
  state: KnownDays | undefined,
  fromDate: string,
): AsyncGenerator<SpanRow> {
  let lastDate = '';
  for await (const day of days) {
    lastDate = day.date;
    yield dayRow(day);
  }
  const today = state?.series === undefined ? [] : [state.series.today];
  for (const day of [...(state?.closedDays ?? []), ...today]) {
    if (day.date > lastDate && day.date >= fromDate) yield dayRow(day);
  }
}

function dayRow({ date, ...totals }: DayTotals): SpanRow {
  return spanRow({ time: date, ...totals });
}

function spanRow({ time, spend, topUp, balance, readings }: OpenSpan): SpanRow {
  return {
    time,
    spend: exact(spend),
    topUp: exact(topUp),
    balance: exact(balance),
    currency: balance.currency,
    readings,
  };
}
