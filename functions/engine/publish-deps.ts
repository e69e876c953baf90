import type { WalletStore } from '../adapters/table/wallet-store.ts';
import type { LinkSigner } from '../adapters/web/signed-links.ts';
import type { SharedTime } from '../core/alert/lease.ts';
import type { Channel, Log } from './channel.ts';

export interface PublishDeps {
  readonly store: WalletStore;
  readonly channels: readonly Channel[];
  readonly wallet: { readonly id: string; readonly name: string };
  readonly timeZone: string;
  /** Signs the links in messages. @default no links */
  readonly links?: LinkSigner;
  readonly recentMs: number;
  readonly clock: () => number;
  /** Leases are counted by it. */
  readonly sharedClock: () => SharedTime;
  readonly log: Log;
}
