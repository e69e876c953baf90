import {
  rankSubAccounts,
  type SubAccountSnapshot,
} from '../../functions/core/agency/sub-account-snapshot.ts';
import type { OpenAlert } from '../../functions/core/kinds/open-alerts.ts';
import { MINUTE_MS } from '../../functions/core/ledger/durations.ts';
import type { RankedSubAccount } from '../../functions/report/report-data.ts';

/** Sub-accounts as an agency has them: some empty, some near their end, most calm, one never read. Each has a link. */
export function manySubAccounts(
  count: number,
  nowMs: number,
  nameOf: (at: number) => string = (at) => `Client ${at}`,
): RankedSubAccount[] {
  return rankSubAccounts(Array.from({ length: count }, (_, at) => one(at, nowMs, nameOf(at)))).map(
    (each) => ({ ...each, href: `?t=rtl8p2o.${each.id.replace('/', '~')}.${'x'.repeat(43)}` }),
  );
}

function one(at: number, nowMs: number, name: string): SubAccountSnapshot {
  const id = String(421_000 + at);
  const p50 = ((at * 37 + 11) % 400) / 7;
  const isEmpty = at % 67 === 3;
  const runway: OpenAlert[] = p50 < 7 ? [{ kind: 'runway', levelDays: 7 }, { kind: 'floor' }] : [];
  const snapshot: SubAccountSnapshot['snapshot'] = {
    reading: {
      atMs: nowMs - (at === 5 ? 300 : at % 12) * MINUTE_MS,
      balance: { decimal: isEmpty ? '0.5' : String(Math.round(p50 * 41)), currency: 'SQC' },
    },
    burnPerDay: isEmpty ? 0 : 41.3,
    state: isEmpty ? 'empty' : at % 9 === 0 ? 'learning' : 'steady',
    runwayDays: isEmpty ? null : { p10: p50 / 2, p50, p90: p50 * 2 },
  };
  return {
    id: `main/${id}`,
    account: { id, name, sinceMs: nowMs - 90 * 24 * 60 * MINUTE_MS },
    openAlerts: isEmpty ? [{ kind: 'depleted' }] : runway,
    isUsed: true,
    readingsToday: 90,
    ...(at !== 7 && { snapshot }),
  };
}
