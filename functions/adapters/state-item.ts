import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import {
  decodeHourlySpend,
  encodeHourlySpend,
  UnknownHistoryError,
} from '../core/hourly-spend-codec.ts';
import type { WalletState } from '../core/wallet-state.ts';
import type { Item } from './history-items.ts';
import { STATE_KEY, walletKey } from './table-keys.ts';

/** Raised whenever the shape changes; a state of another schema is rebuilt from readings. */
const SCHEMA = 1;

export interface StoredState {
  /** undefined: none is stored, or one that this release does not know. */
  readonly state: WalletState | undefined;
  /** Counts the writes; a write names the version it read. 0: none is stored. */
  readonly version: number;
}

export function stateItem(wallet: string, state: WalletState, version: number): Item {
  const { spend, ...rest } = state;
  return marshall(
    {
      pk: walletKey(wallet),
      sk: STATE_KEY,
      schema: SCHEMA,
      version,
      spend: encodeHourlySpend(spend),
      ...rest,
    },
    { removeUndefinedValues: true },
  );
}

export function stateOf(stored: Item | undefined): StoredState {
  if (stored === undefined) return { state: undefined, version: 0 };
  const { pk: _pk, sk: _sk, schema, version, spend, ...rest } = unmarshall(stored);
  if (schema !== SCHEMA) return { state: undefined, version: Number(version ?? 0) };
  try {
    return { state: { ...rest, spend: decodeHourlySpend(spend) } as WalletState, version };
  } catch (error) {
    if (error instanceof UnknownHistoryError) return { state: undefined, version };
    throw error;
  }
}
