import { type Dimension, type LoggedSpend, REST, type SpendByName } from './logged-spend.ts';

/** Where the balance fell by more than the log says. */
export const UNATTRIBUTED = '(not in the log)';

/** One part of a window's spend. Amounts are in the wallet's currency. */
export interface SpendPart {
  readonly name: string;
  readonly spend: number;
  /** Of the window's whole spend, 0 … 1. */
  readonly share: number;
  /** What it usually spends in such a window; absent where no usual spend is known. */
  readonly usual?: number;
  /** `spend` ÷ `usual`; absent where it usually spends next to nothing. */
  readonly timesUsual?: number;
}

/** What a window's spend went to. Of each dimension the parts add up to `total`; largest first. */
export interface Attribution {
  readonly total: number;
  readonly currency: string;
  readonly calls: number;
  /** Calls that were refused for lack of credits. */
  readonly refused: number;
  readonly by: Readonly<Record<Dimension, readonly SpendPart[]>>;
}

export interface AttributionInput {
  readonly window: LoggedSpend;
  /** What the balance fell by in the window, in `currency`. @default what the log says */
  readonly measured?: number;
  readonly currency: string;
  /** Units of the wallet's currency for one of the log's. */
  readonly ratio: number;
  readonly usual?: UsualSpend;
}

/** What such a window usually holds. */
export interface UsualSpend {
  /** In the wallet's currency: the mean of the same hours of the four weeks before. */
  readonly total: number;
  /** The same weeks' log: which share each part has. */
  readonly reference: LoggedSpend;
}

/** Below this share of the window's usual spend, "times its usual" says nothing. */
const MIN_USUAL_SHARE = 0.005;
/** So does a larger number. */
const MAX_TIMES = 1_000;

/** Splits a window's spend; what the log does not explain is a part with a name of its own. */
export function attributionOf(input: AttributionInput): Attribution {
  const { window, currency, ratio, measured = 0, usual } = input;
  const total = Math.max(measured, window.total * ratio);
  const partsBy = (dimension: Dimension) =>
    partsOf(window.by[dimension], total, { ratio, usual, dimension });
  const by = { endpoint: partsBy('endpoint'), type: partsBy('type'), key: partsBy('key') };
  const { calls, refused } = window;
  return { total, currency, calls, refused, by };
}

function partsOf(
  logged: SpendByName,
  total: number,
  {
    ratio,
    usual,
    dimension,
  }: { readonly ratio: number; readonly usual?: UsualSpend; readonly dimension: Dimension },
): SpendPart[] {
  const spends = Object.entries(logged).map(([name, cost]) => [name, cost * ratio] as const);
  const explained = spends.reduce((sum, [, spend]) => sum + spend, 0);
  const parts = spends.map(([name, spend]) =>
    partOf(name, spend, total, usualOf(name, dimension, usual)),
  );
  const rest = total - explained;
  // What is left over by rounding is no part.
  if (rest > 1e-9 * total) parts.push(partOf(UNATTRIBUTED, rest, total));
  return parts.toSorted((a, b) => b.spend - a.spend);
}

function partOf(
  name: string,
  spend: number,
  total: number,
  usual?: { readonly spend: number; readonly isNotable: boolean },
): SpendPart {
  const isNotable = usual?.isNotable && name !== REST && spend <= MAX_TIMES * usual.spend;
  return {
    name,
    spend,
    share: total > 0 ? spend / total : 0,
    usual: usual?.spend,
    timesUsual: isNotable ? spend / usual.spend : undefined,
  };
}

function usualOf(name: string, dimension: Dimension, usual: UsualSpend | undefined) {
  if (usual === undefined || !(usual.reference.total > 0)) return undefined;
  const reference = usual.reference.by[dimension];
  const cost = Object.hasOwn(reference, name) ? (reference[name] ?? 0) : 0;
  const share = cost / usual.reference.total;
  return { spend: share * usual.total, isNotable: share >= MIN_USUAL_SHARE && usual.total > 0 };
}

/** The part that stands out, of those that have a name: the largest of its dimension. */
export function mainPart(parts: readonly SpendPart[]): SpendPart | undefined {
  return parts.find(({ name }) => !name.startsWith('('));
}
