import {
  type Attribution,
  mainPart,
  type SpendPart,
  UNATTRIBUTED,
} from '../attribution/attribution.ts';
import { type Dimension, REST, UNNAMED } from '../attribution/logged-spend.ts';

/** The vendor's activity types, where its own word is no name for people. */
const TYPE_NAMES: Readonly<Record<string, string>> = {
  videos: 'video generation',
  images: 'image generation',
};
/** A key that made less of it is not worth a word. */
const MIN_KEY_SHARE = 0.5;
/** Nearer to its usual than this is as usual. */
const MIN_CHANGE = 1.3;
const MAX_NAME = 32;

/** "video generation", "/v1/articles", "key #12", "not in the log" */
export function partName(name: string, dimension: Dimension): string {
  if (name === UNATTRIBUTED) return 'not in the log';
  if (name === REST) return 'the rest';
  if (name === UNNAMED) return 'not named';
  if (dimension === 'key') return `key #${name}`;
  const known = Object.hasOwn(TYPE_NAMES, name) ? TYPE_NAMES[name] : undefined;
  const text = dimension === 'type' ? (known ?? name.replaceAll('_', ' ')) : name;
  return text.length > MAX_NAME ? `${text.slice(0, MAX_NAME - 1)}…` : text;
}

/** "4 × its usual"; undefined where it is as usual, or nothing is known of its usual. */
export function changeText({ timesUsual, usual, name }: SpendPart): string | undefined {
  if (timesUsual === undefined) {
    return usual === 0 && !name.startsWith('(') ? 'new' : undefined;
  }
  if (timesUsual >= MIN_CHANGE) {
    return `${timesUsual < 3 ? timesUsual.toFixed(1) : Math.round(timesUsual)} × its usual`;
  }
  return timesUsual <= 1 / MIN_CHANGE
    ? `${Math.round(100 * timesUsual)} % of its usual`
    : undefined;
}

/** "video generation 61 % (4 × its usual), key #12"; undefined where nothing has a name. */
export function mainlyText({ by }: Attribution): string | undefined {
  const dimension = mainPart(by.type) === undefined ? 'endpoint' : 'type';
  const main = mainPart(by[dimension]);
  if (main === undefined) return undefined;
  const change = changeText(main);
  const what = `${partName(main.name, dimension)} ${percentText(main.share)}`;
  const key = mainPart(by.key);
  const isKeyNamed = key !== undefined && key.share >= MIN_KEY_SHARE;
  return `${what}${change === undefined ? '' : ` (${change})`}${isKeyNamed ? `, ${partName(key.name, 'key')}` : ''}`;
}

export function percentText(share: number): string {
  return share > 0 && share < 0.01 ? '< 1 %' : `${Math.round(100 * share)} %`;
}

/** "37 calls were refused" */
export function refusedText(count: number): string {
  return count === 1 ? '1 call was refused' : `${count.toLocaleString('en-US')} calls were refused`;
}
