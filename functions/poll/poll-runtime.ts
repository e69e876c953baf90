import type { WalletReads } from '../adapters/smartlyq/wallet-reads.ts';
import type { EventStore } from '../adapters/table/event-items.ts';
import type { Log } from '../engine/log.ts';
import type { Runtime } from '../engine/runtime.ts';

/** What the reads beside the balance need; a call that is absent is not made. */
export interface VendorAccess {
  readonly vendor: Partial<WalletReads>;
  readonly wallet: { readonly id: string; readonly webhookSecretParameter?: string };
  readonly log: Log;
}

export interface PollRuntime extends Runtime {
  /** What the vendor pushed. @default nothing: there is no webhook */
  readonly events?: EventStore;
  readonly vendor: Partial<WalletReads> & { readBalance: WalletReads['readBalance'] };
  /** Called after each good poll; never fails. @default none */
  readonly heartbeat?: () => Promise<void>;
}
