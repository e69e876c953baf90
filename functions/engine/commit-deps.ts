import type { WalletStore } from '../adapters/table/wallet-store.ts';
import type { SharedTime } from '../core/alert/lease.ts';
import type { Routing } from '../core/decide/route.ts';
import type { Policy } from '../core/state/policy.ts';
import type { Channel, Log } from './channel.ts';

export interface CommitDeps {
  readonly store: WalletStore;
  readonly channels: readonly Channel[];
  readonly policy: Policy;
  /** @default quiet hours hold what can wait */
  readonly routing?: Routing;
  /** How long whoever commits may publish what it committed. */
  readonly leaseMs: number;
  /** How far back a query looks for readings that a crashed run recorded. */
  readonly recentMs: number;
  readonly clock: () => number;
  /** Leases are counted by it. */
  readonly sharedClock: () => SharedTime;
  readonly log: Log;
}
