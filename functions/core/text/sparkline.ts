/** Slack draws the full block badly, so seven steps. */
const STEPS = ['▁', '▂', '▃', '▄', '▅', '▆', '▇'];

/** Values as one line of text, from zero (or the lowest, if that is below) to the highest. "" for fewer than two. */
export function sparkline(values: readonly number[]): string {
  if (values.length < 2) return '';
  const low = Math.min(0, ...values);
  const high = Math.max(...values);
  const range = high - low;
  return values
    .map((value) => STEPS[range > 0 ? Math.round(((value - low) / range) * (STEPS.length - 1)) : 0])
    .join('');
}
