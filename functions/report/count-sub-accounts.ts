import { isPresent } from '../core/agency/sub-account.ts';
import type { Policy } from '../core/state/policy.ts';
import { countsText } from '../core/wording/sub-account-counts.ts';
import {
  loadSubAccountSnapshots,
  type SnapshotSource,
} from '../engine/load-sub-account-snapshots.ts';

export interface CountSource extends SnapshotSource {
  readonly wallets: readonly { readonly id: string; readonly subAccounts?: unknown }[];
  readonly policyOf: (wallet: string) => Policy;
}

/** So many are looked at for one page; of more it says how many there are. */
const MAX_LOOKED_AT = 1_000;

/** What a list of wallets says of each agency's own: "200 sub-accounts: 3 empty; 12 run out within 7 days". */
export async function countSubAccounts(
  source: CountSource,
  nowMs: number,
): Promise<ReadonlyMap<string, string>> {
  const { wallets, sweeps, policyOf } = source;
  const said = new Map<string, string>();
  let lookedAt = 0;
  for (const { id } of wallets.filter(({ subAccounts }) => subAccounts !== undefined)) {
    const count = (await sweeps.inventory(id)).filter(isPresent).length;
    const counted = count === 1 ? '1 sub-account' : `${count} sub-accounts`;
    lookedAt += count;
    if (count === 0 || lookedAt > MAX_LOOKED_AT) {
      said.set(id, counted);
      continue;
    }
    const policy = policyOf(id);
    const { snapshot } = await loadSubAccountSnapshots(id, policy, source);
    said.set(id, `${counted}: ${countsText(snapshot, policy.levelsDays, nowMs)}`);
  }
  return said;
}
