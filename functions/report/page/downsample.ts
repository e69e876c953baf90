export interface Point {
  readonly atMs: number;
  readonly value: number;
}

/**
 * At most `max` points that look the same: of each bucket of neighbours the lowest and the highest, in their
 * order, so that no top-up and no low point is lost. The first and the last stay.
 */
export function downsample<P extends Point>(points: readonly P[], max: number): readonly P[] {
  if (points.length <= max) return points;
  const [first] = points;
  const last = points.at(-1);
  if (first === undefined || last === undefined) return points;
  const buckets = Math.max(1, Math.floor((max - 2) / 2));
  const inner = points.length - 2;
  const kept: P[] = [first];
  for (let bucket = 0; bucket < buckets; bucket++) {
    const from = 1 + Math.floor((bucket * inner) / buckets);
    const to = 1 + Math.floor(((bucket + 1) * inner) / buckets);
    kept.push(...extremes(points, from, to));
  }
  return [...kept, last];
}

function extremes<P extends Point>(points: readonly P[], from: number, to: number): P[] {
  let lowest = points[from];
  let highest = points[from];
  for (let at = from; at < to; at++) {
    const point = points[at];
    if (point === undefined || lowest === undefined || highest === undefined) continue;
    if (point.value < lowest.value) lowest = point;
    if (point.value > highest.value) highest = point;
  }
  if (lowest === undefined || highest === undefined) return [];
  if (lowest === highest) return [lowest];
  return lowest.atMs < highest.atMs ? [lowest, highest] : [highest, lowest];
}
