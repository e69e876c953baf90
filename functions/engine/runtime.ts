import type { WalletMetrics } from '../adapters/aws/wallet-metrics.ts';
import type { SnsSubscriptions } from '../adapters/notify/sns/sns-subscriptions.ts';
import type { WalletReads } from '../adapters/smartlyq/wallet-reads.ts';
import type { SnoozeStore } from '../adapters/table/snooze-item.ts';
import type { WalletStore } from '../adapters/table/wallet-store.ts';
import type { LinkSigner } from '../adapters/web/signed-links.ts';
import { LEASE_MARGIN_MS, type SharedTime, sharing } from '../core/alert/lease.ts';
import { type Routing, routingOf } from '../core/decide/route.ts';
import { MINUTE_MS } from '../core/ledger/durations.ts';
import type { Policy } from '../core/state/policy.ts';
import type { Channel } from './channels.ts';
import type { DigestKeeper } from './last-digest.ts';
import type { Log } from './log.ts';

/** What delivering needs, of alerts and of digests. */
export interface DeliveryRuntime {
  readonly channels: readonly Channel[];
  /** Signs the links in messages. @default no links */
  readonly links?: LinkSigner;
  /** A run is stopped after this long, milliseconds. */
  readonly timeoutMs: number;
  readonly clock: () => number;
  /** The clock that all runs share, by which leases are counted. @default `clock`: there is one machine only */
  readonly sharedClock?: () => SharedTime;
  readonly log: Log;
}

/** Reads the vendor's request log, each page tried once. */
export type RequestLog = Pick<WalletReads, 'readLog'>;

/** What the stages need for one wallet; each composition root builds it. */
export interface Runtime extends DeliveryRuntime {
  readonly wallet: {
    readonly id: string;
    readonly name: string;
    readonly webhookSecretParameter?: string;
  };
  readonly store: WalletStore;
  /** @default it is not read */
  readonly requestLog?: RequestLog;
  readonly policy: Policy;
  readonly pollMinutes: number;
  /** @default nobody can snooze */
  readonly snoozes?: Pick<SnoozeStore, 'read'>;
  /** The other wallets, in a ring that begins behind this one. @default none: nothing is read */
  readonly otherWallets?: readonly { readonly id: string; readonly name: string }[];
  /** Its sub-accounts are to be read as well, by a function of their own. @default false */
  readonly isAgency?: boolean;
  /** The topic's subscriptions, read once a UTC day. @default never */
  readonly subscriptions?: SnsSubscriptions;
  /** For the one wallet whose polls finish what the digest's own function could not deliver. @default none */
  readonly digest?: DigestKeeper;
  /** Receives the figures of each good poll; never fails. @default none */
  readonly metrics?: WalletMetrics;
}

/** One run on a runtime, with everything that is derived from it. */
export interface Run extends Runtime {
  readonly sharedClock: () => SharedTime;
  /** Quiet hours hold what can wait, unless a caller sets another one. */
  readonly routing: Routing;
  /** How far back a query looks for readings that a crashed run recorded. */
  readonly recentMs: number;
  /** A wallet whose last poll is older than this is missing. */
  readonly missingAfterMs: number;
  /** How long whoever commits may deliver what it committed. */
  readonly leaseMs: number;
  /** No delivery begins after this time; epoch milliseconds. */
  readonly deadlineMs: number;
}

/** The last delivery begins early enough to end, and to be recorded, within the run's time. */
const DELIVERY_MARGIN_MS = 10_000;

/** Call it when the run begins: its deadline counts from now. */
export function startRun<Parts extends Runtime>(runtime: Parts): Parts & Run {
  const { pollMinutes, policy, clock, sharedClock = sharing(clock) } = runtime;
  return {
    ...runtime,
    sharedClock,
    routing: routingOf(policy),
    recentMs: Math.max(60, 2 * pollMinutes + 15) * MINUTE_MS,
    missingAfterMs: Math.max(60, 4 * pollMinutes + 15) * MINUTE_MS,
    ...runLimits(runtime),
  };
}

export function runLimits({ timeoutMs, clock }: DeliveryRuntime) {
  return {
    leaseMs: timeoutMs + LEASE_MARGIN_MS,
    deadlineMs: clock() + timeoutMs - DELIVERY_MARGIN_MS,
  };
}

/** So many polls may fail before a reading is called old. */
const STALE_POLLS = 4;

export function staleAfterMs(pollMinutes: number): number {
  return Math.max(60, STALE_POLLS * pollMinutes) * MINUTE_MS;
}
