import type { SmartlyqClient } from '../adapters/smartlyq/smartlyq-client.ts';
import type { EventStore } from '../adapters/table/event-items.ts';
import type { SweepStore } from '../adapters/table/sweep-items.ts';
import { subAccountId } from '../core/agency/sub-account.ts';
import type { Workspace } from '../core/vendor/workspace.ts';
import type { Run, Runtime } from '../engine/runtime.ts';

/** What a run over an agency's sub-accounts needs; `wallet` is the agency's own. */
export interface AgencyRuntime extends Runtime {
  readonly sweeps: SweepStore;
  /** What the vendor pushed. @default nothing: there is no webhook */
  readonly events?: EventStore;
  /** Should try each call once: nothing sleeps here. */
  readonly vendor: Pick<SmartlyqClient, 'listWorkspaces' | 'readWorkspaceWallet'>;
  readonly watched: 'all' | readonly string[];
  /** Of what the window leaves, in (0, 1]. @default 0.5 */
  readonly share?: number;
}

/** A run over an agency's sub-accounts. */
export type AgencyRun = AgencyRuntime & Run;

/** The same run, for one of the sub-accounts. */
export function subAccountRun(run: AgencyRun, { id, name }: Pick<Workspace, 'id' | 'name'>): Run {
  return { ...run, wallet: { id: subAccountId(run.wallet.id, id), name } };
}
