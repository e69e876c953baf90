import type { SweepStore } from '../adapters/table/sweep-items.ts';
import { rankSubAccounts } from '../core/agency/sub-account-snapshot.ts';
import type { Policy } from '../core/state/policy.ts';
import {
  loadSubAccountSnapshots,
  type SnapshotSource,
} from '../engine/load-sub-account-snapshots.ts';
import type { SubAccountsReport } from './report-data.ts';

export interface SubAccountsSource extends SnapshotSource {
  readonly sweeps: Pick<SweepStore, 'load' | 'inventory'>;
}

/** All sub-accounts of an agency as they stand: one small read each. */
export async function loadSubAccounts(
  agency: string,
  policy: Policy,
  source: SubAccountsSource,
): Promise<SubAccountsReport> {
  const [{ snapshot }, { sweep }] = await Promise.all([
    loadSubAccountSnapshots(agency, policy, source),
    source.sweeps.load(agency),
  ]);
  const { fault, answeredAtMs = 0 } = sweep ?? {};
  return {
    ranked: rankSubAccounts(snapshot),
    ...(fault !== undefined && { fault: { message: fault, sinceMs: answeredAtMs } }),
  };
}
