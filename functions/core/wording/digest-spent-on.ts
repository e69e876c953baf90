import type { SpendPart } from '../attribution/attribution.ts';
import { DIMENSIONS, type Dimension } from '../attribution/logged-spend.ts';
import type { SpentOn } from '../digest/spent-on.ts';
import { changeText, partName, percentText, refusedText } from './spend-parts.ts';

const MAX_PARTS = 3;
/** Less than this of the whole is no news, however much it has grown. */
const MIN_GROWTH_SHARE = 0.02;

/** The three largest, the three that grew most, and a log that does not explain the balance. */
export function spentOnLines({
  attribution,
  gap,
}: SpentOn): { readonly label: 'Spent on' | 'Grew' | 'Log'; readonly text: string }[] {
  const { by, refused, total } = attribution;
  const dimension: Dimension = by.type.some(isNamed) ? 'type' : 'endpoint';
  const largest = by[dimension]
    .slice(0, MAX_PARTS)
    .map(({ name, share }) => `${partName(name, dimension)} ${percentText(share)}`);
  const grown = ([dimension, 'key'] as const)
    .flatMap((one) => by[one].filter(isNamed).map((part) => ({ part, one })))
    .filter(({ part }) => growthOf(part) > MIN_GROWTH_SHARE * total && isMore(part))
    .toSorted((a, b) => growthOf(b.part) - growthOf(a.part))
    .slice(0, MAX_PARTS)
    .map(({ part, one }) => `${partName(part.name, one)} ${changeText(part)}`);
  const refusals = refused > 0 ? `; ${refusedText(refused)}` : '';
  return [
    { label: 'Spent on', text: `${largest.join(', ')}${refusals}` },
    ...(grown.length > 0 ? [{ label: 'Grew' as const, text: grown.join(', ') }] : []),
    ...(gap === undefined ? [] : [{ label: 'Log' as const, text: gapText(gap) }]),
  ];
}

export function spentOnEvent({ attribution, gap }: SpentOn): Record<string, unknown> {
  const { total, by, refused } = attribution;
  return {
    total,
    ...Object.fromEntries(DIMENSIONS.map((one) => [one, by[one].slice(0, MAX_PARTS)])),
    ...(refused > 0 && { refusedCalls: refused }),
    gap,
  };
}

function isNamed({ name }: SpendPart): boolean {
  return !name.startsWith('(');
}

function growthOf({ spend, usual }: SpendPart): number {
  return usual === undefined ? 0 : spend - usual;
}

function isMore(part: SpendPart): boolean {
  return part.spend > (part.usual ?? 0) && changeText(part) !== undefined;
}

/** A lasting difference is a charge that is not a request, or a log of something else. */
function gapText(gap: number): string {
  const percent = `${Math.round(100 * Math.abs(gap))} %`;
  return gap > 0
    ? `${percent} of what left the balance in seven days is not in SmartlyQ's request log`
    : `the balance fell by ${percent} less in seven days than SmartlyQ's request log says`;
}
