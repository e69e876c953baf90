import type { Pause } from '../../core/decide/mute-decision.ts';
import { fromItem, type Item, toItem } from './item-codec.ts';
import { isoTime, PAUSE_KEY, walletKey } from './table-keys.ts';

/** Written by `pause` and `resume`, never by a poll; stays after a resume, as the record of who asked. */
export function pauseItem(wallet: string, { setAtMs, ...rest }: Pause): Item {
  return toItem({ pk: walletKey(wallet), sk: PAUSE_KEY, setAt: isoTime(setAtMs), ...rest });
}

export function pauseOf(stored: Item): Pause {
  const { isPaused, setAt, by } = fromItem(stored);
  return {
    isPaused: isPaused === true,
    setAtMs: Date.parse(String(setAt)),
    ...(by !== undefined && { by: String(by) }),
  };
}
