import type { SmartlyqClient } from '../../functions/adapters/smartlyq/smartlyq-client.ts';
import { nextRotationMs, rotated } from '../../functions/adapters/web/rotating-secret.ts';
import { HOUR_MS, SECOND_MS } from '../../functions/core/ledger/durations.ts';
import { VENDOR_EVENTS } from '../../functions/core/vendor/vendor-event.ts';
import { CommandError } from '../command-error.ts';
import {
  DEVELOPER_PAGE,
  type Endpoint,
  type RegisterDeps,
  storeSecret,
  tryOut,
} from './register-webhook.ts';

export interface RotateDeps extends RegisterDeps {
  readonly vendor: RegisterDeps['vendor'] &
    Pick<SmartlyqClient, 'changeWebhook' | 'deleteWebhook' | 'pendingDeliveries'>;
  /** Epoch milliseconds. */
  readonly clock: () => number;
}

/** The vendor tries a delivery again for about an hour. */
const PREVIOUS_KEPT_MS = 2 * HOUR_MS;
const LOOKS = 5;
const LOOK_EVERY_MS = 2 * SECOND_MS;

/**
 * Replaces a wallet's signing secret without a refused delivery. The vendor gives each endpoint a secret of its own
 * and never changes it, so a second endpoint takes over from the first: it sends all events only once its secret is
 * in use, and the first is deleted when nothing waits there. Events that both send are recognised by their id.
 * @throws CommandError where there is nothing to rotate, or the new secret is not accepted; then the old one stays
 */
export async function rotateWebhook(endpoint: Endpoint, deps: RotateDeps): Promise<void> {
  const { url, secretParameter } = endpoint;
  const { vendor, parameters, say, clock } = deps;
  const { webhooks, catalog } = await vendor.listWebhooks();
  const old = webhooks.filter((webhook) => webhook.url === url);
  const stored = await parameters.read(secretParameter);
  if (old.length === 0 || stored === undefined) {
    throw new CommandError('there is no signing secret to rotate: run setup webhook');
  }
  requireRotatable(stored.value, clock());

  // At least one is demanded: one that means nothing here, so that no event of the wallet comes before its secret.
  const unwatched = catalog.findLast((name) => !VENDOR_EVENTS.some((watched) => watched === name));
  const created = await vendor.createWebhook(url, [unwatched ?? 'key.revoked']);
  const value = rotated(stored.value, created.secret, PREVIOUS_KEPT_MS, clock());
  await storeSecret(created, value, endpoint, deps);
  try {
    await tryOut(created.id, deps);
  } catch (error) {
    await vendor.deleteWebhook(created.id);
    say(`endpoint ${created.id} is deleted again; the one before still works`);
    throw error;
  }
  await vendor.changeWebhook(created.id, VENDOR_EVENTS);
  for (const { id } of old) await deleteWhenIdle(id, deps);
}

/** @throws CommandError where another rotation now would refuse what is still valid */
export function requireRotatable(stored: string, nowMs: number): void {
  const fromMs = nextRotationMs(stored, nowMs);
  if (nowMs >= fromMs) return;
  throw new CommandError(
    `it was rotated a short while ago: rotate it again after ${new Date(fromMs).toISOString()}`,
  );
}

/** Only what waits there now: all that happens from now on, the new endpoint sends as well. */
async function deleteWhenIdle(id: string, { vendor, say, sleep }: RotateDeps): Promise<void> {
  let waiting = await vendor.pendingDeliveries(id);
  for (let look = 1; waiting.length > 0 && look < LOOKS; look++) {
    await sleep(LOOK_EVERY_MS);
    const pending = await vendor.pendingDeliveries(id);
    waiting = waiting.filter((delivery) => pending.includes(delivery));
  }
  if (waiting.length > 0) {
    say(`endpoint ${id} still has deliveries to make (${waiting.length}), so it stays for now`);
    say(`delete it at ${DEVELOPER_PAGE} in an hour`);
    return;
  }
  await vendor.deleteWebhook(id);
  say(`endpoint ${id}, which had the secret before, is deleted`);
}
