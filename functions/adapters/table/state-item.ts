import { encodeHourlySpend } from '../../core/forecast/hourly-spend-codec.ts';
import {
  NOTHING_NOTIFIED,
  newState,
  type Series,
  type WalletState,
} from '../../core/state/wallet-state.ts';
import { fromItem, type Item, toItem } from './item-codec.ts';
import { readEntry } from './outbox-parts.ts';
import { storedVersion } from './put-versioned.ts';
import * as read from './state-parts.ts';
import { withoutCurrency } from './stored-amounts.ts';
import { STATE_KEY, walletKey } from './table-keys.ts';

/** Raised whenever the shape changes; a state of another schema is rebuilt from readings. */
const SCHEMA = 4;

/** The parts of a state that can be unsound. */
export type StatePart =
  | 'series'
  | 'plan'
  | 'bill'
  | 'recharge'
  | 'log'
  | 'closedDays'
  | 'memory'
  | 'watch'
  | 'outbox';

export interface StoredState {
  /** undefined: none is stored, or one of another schema. */
  readonly state: WalletState | undefined;
  /** Counts the writes; a write names the version it read. 0: none is stored. */
  readonly version: number;
  /** Who wrote it, where that one wanted to be known. */
  readonly writer?: string;
  /** What of it could not be read, and is absent or empty in `state`; none where all was sound. */
  readonly unsound?: readonly StatePart[];
}

export function stateItem(
  wallet: string,
  state: WalletState,
  version: number,
  writer?: string,
): Item {
  const { series, ...rest } = state;
  return toItem({
    pk: walletKey(wallet),
    sk: STATE_KEY,
    schema: SCHEMA,
    version,
    writer,
    ...(series && {
      ...series,
      ...withoutCurrency(series.lastReading, series.today, series.sums),
      spend: encodeHourlySpend(series.spend),
    }),
    ...rest,
  });
}

export function stateOf(stored: Item | undefined): StoredState {
  if (stored === undefined) return { state: undefined, version: 0 };
  const found = fromItem(stored);
  const version = storedVersion(found.version);
  if (found.schema !== SCHEMA) return { state: undefined, version };
  const unsound: StatePart[] = [];
  function part<T>(name: StatePart, reader: (value: unknown) => T | undefined): T | undefined {
    const sound = found[name] === undefined ? undefined : reader(found[name]);
    if (found[name] !== undefined && sound === undefined) unsound.push(name);
    return sound;
  }
  function list<T>(name: StatePart, reader: (value: unknown) => T | undefined): T[] {
    const items: unknown[] = Array.isArray(found[name]) ? found[name] : [];
    const sound = items.map(reader).filter((one) => one !== undefined);
    if (!Array.isArray(found[name]) || sound.length < items.length) unsound.push(name);
    return sound;
  }
  const isRead = SERIES_FIELDS.some((name) => found[name] !== undefined);
  const series = isRead ? read.readSeries(found) : undefined;
  if (isRead && series === undefined) unsound.push('series');
  const [plan, bill, recharge, log] = [
    part('plan', read.readPlan),
    part('bill', read.readBill),
    part('recharge', read.readRecharge),
    part('log', read.readLog),
  ];
  const known = { plan, bill, recharge, log };
  const whole: Series | undefined = series && { ...series, ...known };
  const memory = read.readMemory(found.memory);
  if (memory === undefined) unsound.push('memory');
  const watch = read.readWatch(found.watch);
  if (watch === undefined) unsound.push('watch');
  return {
    state: {
      closedDays: list('closedDays', read.readDay),
      memory: memory ?? NOTHING_NOTIFIED,
      watch: watch ?? newState(series?.lastReading.atMs ?? 0).watch,
      outbox: list('outbox', readEntry),
      series: whole,
    },
    version,
    ...(typeof found.writer === 'string' && { writer: found.writer }),
    ...(unsound.length > 0 && { unsound }),
  };
}

const SERIES_FIELDS = ['currency', 'lastReading', 'today', 'spend', 'sums'];
