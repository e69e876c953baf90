import type { SnoozeStore } from '../functions/adapters/table/snooze-item.ts';
import type { SweepStore } from '../functions/adapters/table/sweep-items.ts';
import type { WalletStore } from '../functions/adapters/table/wallet-store.ts';
import type { Settings } from '../functions/settings/settings-schema.ts';
import type { Clock } from './local/time-lapse.ts';

export interface NamedWallet {
  readonly id: string;
  /** For people, fit for a terminal. */
  readonly name: string;
}

/** What the reading commands know of a history, be it local or a stack's. */
export interface WalletAccess {
  readonly store: WalletStore;
  readonly snoozes: SnoozeStore;
  /** What is known of agencies' sub-accounts. */
  readonly sweeps: Pick<SweepStore, 'load' | 'inventory'>;
  /** runway.config.json of the working directory, where there is one. */
  readonly settings: Settings | undefined;
  /** Local: main. A stack: those of runway.config.json. */
  readonly wallets: readonly NamedWallet[];
  /** IANA name. */
  readonly timeZone: string;
  /** The time that the history is in: this machine's, or locally the simulator's. */
  readonly clock: Clock;
  /** Local: the last poll used a test key. */
  readonly isTestKey: boolean;
  /** The error for a wallet of which nothing was ever recorded. */
  readonly neverRecorded: (wallet: string) => Error;
}

/** A sub-account that is watched, as a wallet of its own. */
export interface NamedSubAccount extends NamedWallet {
  /** The vendor's number. */
  readonly subAccount: string;
}
