import {
  createWalletStore,
  type WalletStore,
} from '../../../functions/adapters/table/wallet-store.ts';
import { dateOf } from '../../../functions/core/ledger/day-totals.ts';
import {
  type Discrepancy,
  discrepanciesOf,
  type LedgerReading,
} from '../../../functions/core/ledger/discrepancies.ts';
import { DAY_MS } from '../../../functions/core/ledger/durations.ts';
import type { Series } from '../../../functions/core/state/wallet-state.ts';
import { type Finding, ok, wrong } from '../finding.ts';
import type { Patient } from '../patient.ts';

/** Whole UTC days before today: a wallet that is read every minute has some thousand readings in them. */
const DAYS = 3;

/** The last days of each wallet's history add up: spends and top-ups to the balance, days to their readings. */
export async function checkLedger({ settings, stack, aws, nowMs }: Patient): Promise<Finding[]> {
  const store = createWalletStore(aws.dynamodb, stack.table);
  const findings: Finding[] = [];
  for (const { id } of settings.wallets) findings.push(await checkWallet(id, store, nowMs));
  return findings;
}

async function checkWallet(wallet: string, store: WalletStore, nowMs: number): Promise<Finding> {
  const what = `sums of ${wallet}`;
  const from = dateOf(nowMs - DAYS * DAY_MS);
  // State and readings in one query: a poll between two would look like a fault.
  const { recent, state } = await store.load(wallet, Date.parse(from));
  const rows = await Array.fromAsync(store.days(wallet, from, dateOf(nowMs + DAY_MS)));
  const { series, closedDays = [] } = state ?? {};
  const pending = closedDays.filter(({ date }) => date >= from);
  const written = rows.filter((row) => !pending.some(({ date }) => date === row.date));
  const open = series && series.today.date >= from ? [series.today] : [];
  const days = [...written.filter(({ date }) => date !== open[0]?.date), ...pending, ...open];
  const found = discrepanciesOf([...recent, ...unrecorded(series, recent)], days);
  const [first] = found;
  if (first === undefined) {
    return ok(what, `${recent.length} readings since ${from} add up to the balance and the days`);
  }
  const others = found.length === 1 ? '' : `, and ${found.length - 1} more`;
  return wrong(
    what,
    `${textOf(first)}${others}`,
    'balances and forecasts are not affected, but spend and top-ups of that time are off by the difference; ' +
      'a history that was edited or restored by hand looks so, too',
  );
}

/** Whoever decided on the last reading may not have recorded it yet: the next poll does. */
function unrecorded(series: Series | undefined, recent: readonly LedgerReading[]): LedgerReading[] {
  if (series === undefined || recent.at(-1)?.reading.atMs === series.lastReading.atMs) return [];
  return [{ reading: series.lastReading, ...series.sums }];
}

function textOf(found: Discrepancy): string {
  const { expected, recorded } = found;
  if (found.kind === 'reading') {
    const at = new Date(found.atMs).toISOString();
    return `the reading of ${at} records a change of ${recorded}, the balance changed by ${expected}`;
  }
  return `${found.field} of ${found.date} is ${recorded}, its readings come to ${expected}`;
}
