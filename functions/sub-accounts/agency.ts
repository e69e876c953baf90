import type { SmartlyqClient } from '../adapters/smartlyq/smartlyq-client.ts';
import type { SweepStore } from '../adapters/table/sweep-items.ts';
import { subAccountId } from '../core/agency/sub-account.ts';
import type { Workspace } from '../core/vendor/workspace.ts';
import { type DecidingDeps, newRun, type Run } from '../engine/run.ts';

/** What a run over an agency's sub-accounts needs; `wallet` is the agency's own. */
export interface AgencyDeps
  extends Omit<DecidingDeps, 'otherWallets' | 'isAgency' | 'subscriptions' | 'routing'> {
  readonly sweeps: SweepStore;
  /** Should try each call once: nothing sleeps here. */
  readonly client: Pick<SmartlyqClient, 'listWorkspaces' | 'readWorkspaceWallet'>;
  readonly watched: 'all' | readonly string[];
  /** Of what the window leaves, in (0, 1]. @default 0.5 */
  readonly share?: number;
}

/** The same dependencies for one of the sub-accounts. */
export function newSubAccountRun(
  deps: AgencyDeps,
  { id, name }: Pick<Workspace, 'id' | 'name'>,
  deadlineMs: number,
): Run {
  const wallet = { id: subAccountId(deps.wallet.id, id), name };
  return { ...newRun({ ...deps, wallet }), deadlineMs };
}
