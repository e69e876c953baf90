import { randomBytes } from 'node:crypto';
import { rotated } from '../../functions/adapters/web/rotating-secret.ts';
import { HOUR_MS } from '../../functions/core/ledger/durations.ts';
import { LINK_LIFETIME_MS } from '../../functions/core/wording/links.ts';
import { CommandError } from '../command-error.ts';
import type { Parameters } from '../deployment/parameters.ts';
import { requireRotatable } from './rotate-webhook.ts';

/** Functions that have the key before sign with it for a while, and those links last their time as well. */
const PREVIOUS_KEPT_MS = LINK_LIFETIME_MS + HOUR_MS;

/** Nobody needs to know it. */
export function newLinkKey(): string {
  return randomBytes(32).toString('base64url');
}

/**
 * Replaces the key that signs links.
 * @param isRevoked links that were sent stop opening within five minutes; otherwise they open until they expire
 * @throws CommandError where no key is stored, or it was rotated a short while ago
 */
export async function replaceLinkKey(
  parameter: string,
  isRevoked: boolean,
  nowMs: number,
  parameters: Pick<Parameters, 'read' | 'write'>,
): Promise<void> {
  const stored = await parameters.read(parameter);
  if (stored === undefined) throw new CommandError(`no key is stored at ${parameter}: run setup`);
  const next = newLinkKey();
  if (!isRevoked) requireRotatable(stored.value, nowMs);
  const value = isRevoked ? next : rotated(stored.value, next, PREVIOUS_KEPT_MS, nowMs);
  await parameters.write(parameter, value);
}
