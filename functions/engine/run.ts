import type { WalletMetrics } from '../adapters/aws/wallet-metrics.ts';
import { LEASE_MARGIN_MS, type SharedTime, sharing } from '../core/alert/lease.ts';
import { MINUTE_MS } from '../core/ledger/durations.ts';
import type { Policy } from '../core/state/policy.ts';
import type { Log } from './channel.ts';
import type { CommitDeps } from './commit-deps.ts';
import type { PublishDeps } from './publish-deps.ts';
import type { SelfCheckDeps } from './self-check-input.ts';

/** What deciding and delivering need, whatever led to it. */
export interface DecidingDeps
  extends Omit<SelfCheckDeps, 'missingAfterMs' | 'store' | 'channels'>,
    Pick<CommitDeps, 'store' | 'channels' | 'routing'>,
    Pick<PublishDeps, 'links'> {
  readonly wallet: {
    readonly id: string;
    readonly name: string;
    readonly webhookSecretParameter?: string;
  };
  readonly policy: Policy;
  readonly pollMinutes: number;
  /** A poll is stopped after this long, milliseconds. */
  readonly timeoutMs: number;
  /** Told the figures of each good poll; never fails. @default nobody */
  readonly metrics?: WalletMetrics;
  readonly clock: () => number;
  /** The clock that all runs share, by which leases are counted. @default `clock`: there is one machine only */
  readonly sharedClock?: () => SharedTime;
  readonly log: Log;
}

/** The last sending begins early enough to end, and to be recorded, within the poll's time. */
const SENDING_MARGIN_MS = 10_000;

/** The dependencies and what is derived of them once. */
export type Run = DecidingDeps &
  SelfCheckDeps &
  CommitDeps &
  PublishDeps & { readonly deadlineMs: number };

export function newRun<Deps extends DecidingDeps>(deps: Deps): Deps & Run {
  const { pollMinutes, timeoutMs, clock, policy } = deps;
  return {
    ...deps,
    sharedClock: deps.sharedClock ?? sharing(clock),
    timeZone: policy.timeZone,
    recentMs: Math.max(60, 2 * pollMinutes + 15) * MINUTE_MS,
    missingAfterMs: Math.max(60, 4 * pollMinutes + 15) * MINUTE_MS,
    leaseMs: timeoutMs + LEASE_MARGIN_MS,
    deadlineMs: clock() + timeoutMs - SENDING_MARGIN_MS,
  };
}
