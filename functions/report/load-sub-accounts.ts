import type { RoundStore } from '../adapters/table/sweep-items.ts';
import { rankSubWallets } from '../core/agency/sub-account-snapshot.ts';
import type { Policy } from '../core/state/policy.ts';
import { loadStanding, type StandingSource } from '../engine/load-sub-account-snapshots.ts';
import type { SubWalletsReport } from './report-data.ts';

export interface SubWalletsSource extends StandingSource {
  readonly rounds: Pick<RoundStore, 'load' | 'roster'>;
}

/** All sub-wallets of an agency as they stand: one small read each. */
export async function loadSubWallets(
  agency: string,
  policy: Policy,
  source: SubWalletsSource,
): Promise<SubWalletsReport> {
  const [{ standing }, { round }] = await Promise.all([
    loadStanding(agency, policy, source),
    source.rounds.load(agency),
  ]);
  const { fault, answeredAtMs = 0 } = round ?? {};
  return {
    ranked: rankSubWallets(standing),
    ...(fault !== undefined && { fault: { message: fault, sinceMs: answeredAtMs } }),
  };
}
