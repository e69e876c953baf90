import { MINUTE_MS } from '../../core/ledger/durations.ts';
import { SECRET_MAX_AGE_MS, type SecretSource } from '../aws/secret-source.ts';

/** Parameter Store holds 4 KB; so many of the vendor's longest secrets fit. */
const MAX_PREVIOUS = 4;

/** The clock of whoever rotates may be behind by so much. */
const CLOCK_TOLERANCE_MS = 5 * MINUTE_MS;

/** A secret and, for a while after each rotation, those that it replaces. */
export interface RotatingSecret {
  readonly current: string;
  /** Epoch milliseconds. Until then `previous[0]` signs, because a verifier may still have the value before. */
  readonly signsFromMs: number;
  /** Still accepted until then, newest first. */
  readonly previous: readonly { readonly secret: string; readonly untilMs: number }[];
}

/** What is stored is the secret itself until it is rotated for the first time, and JSON after that. */
export function parseRotating(stored: string): RotatingSecret {
  try {
    const { current, signsFromMs, previous } = JSON.parse(stored) as RotatingSecret;
    if (typeof current === 'string' && Array.isArray(previous)) {
      return { current, signsFromMs, previous };
    }
  } catch {
    // No JSON: a secret that was never rotated.
  }
  return { current: stored, signsFromMs: 0, previous: [] };
}

/** From when on a rotation loses nothing, epoch milliseconds: readers know the current one, and there is room. */
export function nextRotationMs(stored: string, nowMs: number): number {
  const { signsFromMs, previous } = parseRotating(stored);
  const oldest = accepted(previous, nowMs)[MAX_PREVIOUS - 1];
  return Math.max(signsFromMs, oldest?.untilMs ?? 0);
}

/** What to store so that `next` takes over from what is stored, which stays accepted for `keptMs`. */
export function rotated(stored: string, next: string, keptMs: number, nowMs: number): string {
  const { current, previous } = parseRotating(stored);
  const value: RotatingSecret = {
    current: next,
    signsFromMs: nowMs + SECRET_MAX_AGE_MS + CLOCK_TOLERANCE_MS,
    previous: [{ secret: current, untilMs: nowMs + keptMs }, ...accepted(previous, nowMs)],
  };
  return JSON.stringify(value);
}

/** The one that signs now: every reader has it already. */
export function signingSecret(stored: string, nowMs: number): string {
  const { current, signsFromMs, previous } = parseRotating(stored);
  return nowMs < signsFromMs ? (previous[0]?.secret ?? current) : current;
}

/**
 * Whether one of the secrets that are stored made a signature. A mismatch reads once more, as far as the cache
 * allows, because the secret may have been rotated since it was cached.
 * @throws SecretMissingError, SecretUnreadableError
 */
export async function isMadeWith(
  source: SecretSource,
  nowMs: number,
  isMatch: (secret: string) => boolean,
): Promise<boolean> {
  const matches = (stored: string): boolean => {
    const { current, previous } = parseRotating(stored);
    return [current, ...accepted(previous, nowMs).map(({ secret }) => secret)].some(isMatch);
  };
  const known = await source.read();
  if (matches(known)) return true;
  const fresh = await source.read({ fresh: true });
  return fresh !== known && matches(fresh);
}

function accepted(previous: RotatingSecret['previous'], nowMs: number): RotatingSecret['previous'] {
  return previous.filter(({ untilMs }) => nowMs < untilMs);
}
