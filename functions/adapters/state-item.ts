import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import {
  decodeHourlySpend,
  encodeHourlySpend,
  UnknownHistoryError,
} from '../core/hourly-spend-codec.ts';
import type { WalletState } from '../core/wallet-state.ts';
import type { Item } from './history-items.ts';
import { withCurrency, withoutCurrency } from './stored-amounts.ts';
import { STATE_KEY, walletKey } from './table-keys.ts';

/** Raised whenever the shape changes; a state of another schema is rebuilt from readings. */
const SCHEMA = 3;
/** A release back knows this one, which names a currency beside every amount. */
const READABLE = [2, SCHEMA];

export interface StoredState {
  /** undefined: none is stored, or one that this release does not know. */
  readonly state: WalletState | undefined;
  /** Counts the writes; a write names the version it read. 0: none is stored. */
  readonly version: number;
  /** Who wrote it, where that one wanted to be known. */
  readonly writer?: string;
}

export function stateItem(
  wallet: string,
  state: WalletState,
  version: number,
  writer?: string,
): Item {
  const { series, ...rest } = state;
  return marshall(
    {
      pk: walletKey(wallet),
      sk: STATE_KEY,
      schema: SCHEMA,
      version,
      writer,
      ...(series && {
        ...series,
        ...withoutCurrency(series.lastReading, series.today),
        spend: encodeHourlySpend(series.spend),
      }),
      ...rest,
    },
    { removeUndefinedValues: true },
  );
}

export function stateOf(stored: Item | undefined): StoredState {
  if (stored === undefined) return { state: undefined, version: 0 };
  const { pk: _pk, sk: _sk, schema, version, writer, ...found } = unmarshall(stored);
  const written = { version: Number(version ?? 0), ...(writer !== undefined && { writer }) };
  if (!READABLE.includes(schema)) return { state: undefined, ...written };
  const { currency, lastReading, spend, today, plan, bill, recharge, ...rest } = found;
  if (lastReading === undefined) return { state: rest as WalletState, ...written };
  try {
    const known = { ...(plan && { plan }), ...(bill && { bill }), ...(recharge && { recharge }) };
    const dated = withCurrency(currency, lastReading, today);
    const series = { ...dated, spend: decodeHourlySpend(spend), ...known };
    return { state: { ...rest, series } as WalletState, ...written };
  } catch (error) {
    if (error instanceof UnknownHistoryError) return { state: undefined, ...written };
    throw error;
  }
}
