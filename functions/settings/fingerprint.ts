import { createHash } from 'node:crypto';
import type { Settings } from './settings-schema.ts';

/** Equal for equal settings, however their file is written: it tells whether a deployment has this file. */
export function fingerprint(settings: Settings): string {
  return createHash('sha256').update(inOrder(settings)).digest('hex').slice(0, 16);
}

/** JSON with the fields of every object in alphabetical order; a list keeps its own. */
function inOrder(settings: Settings): string {
  return JSON.stringify(settings, (_, value: unknown) =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
      : value,
  );
}
