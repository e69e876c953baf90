import type { SmartlyqClient } from '../../functions/adapters/smartlyq/smartlyq-client.ts';
import type {
  CreatedWebhook,
  VendorWebhook,
} from '../../functions/adapters/smartlyq/webhook-answers.ts';
import { VENDOR_EVENTS } from '../../functions/core/vendor/vendor-event.ts';
import { CommandError } from '../command-error.ts';
import type { Parameters } from '../deployment/parameters.ts';

/** Where a person sees endpoints, keys and scopes. */
export const DEVELOPER_PAGE = 'https://app.smartlyq.com/my/developer';

export interface Endpoint {
  /** Where the vendor is to send a wallet's events. */
  readonly url: string;
  /** SSM parameter for the signing secret. */
  readonly secretParameter: string;
}

export interface RegisterDeps {
  readonly vendor: Pick<SmartlyqClient, 'listWebhooks' | 'createWebhook' | 'testWebhook'>;
  readonly parameters: Pick<Parameters, 'read' | 'write'>;
  readonly sleep: (ms: number) => Promise<void>;
  /** Progress, one line each. */
  readonly say: (line: string) => void;
}

/**
 * Brings the vendor to send a wallet's events, and the secret that signs them to where the webhook function reads it.
 * The vendor tells a secret once and never again, so an endpoint is registered only where none stands.
 * @throws CommandError where a person has to clear the way at the vendor's; SmartlyqError
 */
export async function registerWebhook(endpoint: Endpoint, deps: RegisterDeps): Promise<void> {
  const { url, secretParameter } = endpoint;
  const { vendor, parameters, say } = deps;
  const { webhooks } = await vendor.listWebhooks();
  const existing = webhooks.filter((webhook) => webhook.url === url);
  const [first] = existing;
  if (first !== undefined) {
    const stored = await parameters.read(secretParameter);
    if (stored === undefined) throw secretLost(first.id);
    if (!stored.isSecure)
      say(
        `${secretParameter} is not encrypted: delete it and the endpoint ${first.id}, and run this again`,
      );
    sayState(first, say);
    if (existing.length > 1) {
      say(
        `${existing.length} endpoints have this address: delete those that you did not register last at ${DEVELOPER_PAGE}`,
      );
    }
    return tryOut(first.id, deps);
  }

  const { id, secret } = await vendor.createWebhook(url, VENDOR_EVENTS);
  await storeSecret({ id, secret }, secret, endpoint, deps);
  await tryOut(id, deps);
}

/** @param value what to store: the endpoint's secret, alone or with those that it replaces */
export async function storeSecret(
  { id }: CreatedWebhook,
  value: string,
  { secretParameter }: Endpoint,
  { parameters, say }: Pick<RegisterDeps, 'parameters' | 'say'>,
): Promise<void> {
  try {
    const stored = await parameters.write(secretParameter, value);
    say(`endpoint ${id} registered; its signing secret is ${stored} at ${secretParameter}`);
  } catch (error) {
    // The message must not hold the secret, and the cause comes from a client that was handed it.
    say(`endpoint ${id} is registered, but its signing secret could not be stored`);
    say(`delete the endpoint at ${DEVELOPER_PAGE} and run this again`);
    throw error;
  }
}

function sayState({ id, status, events }: VendorWebhook, say: (line: string) => void): void {
  say(`endpoint ${id} is registered already, and its signing secret stored`);
  if (status !== undefined && status !== 'active') {
    say(`SmartlyQ has set it to "${status}": switch it on at ${DEVELOPER_PAGE}`);
  }
  const missing = VENDOR_EVENTS.filter((event) => !events.includes(event));
  if (missing.length > 0)
    say(`it does not send ${missing.join(', ')}: add them at ${DEVELOPER_PAGE}`);
}

/** The webhook function reads a secret again at most every 30 seconds, so a trial may fail for as long. */
const TRIAL_PAUSES_MS = [0, 12_000, 24_000];

/** @throws CommandError when no trial event is accepted */
export async function tryOut(
  id: string,
  { vendor, say, sleep }: Pick<RegisterDeps, 'vendor' | 'say' | 'sleep'>,
): Promise<void> {
  let answer = 'no answer';
  for (const pauseMs of TRIAL_PAUSES_MS) {
    await sleep(pauseMs);
    const { isDelivered, responseCode } = await vendor.testWebhook(id);
    if (isDelivered) return say('a signed trial event was delivered');
    answer = responseCode === undefined ? 'no answer' : `${responseCode}`;
  }
  throw new CommandError(
    `the trial event was not accepted (${answer}): the secret at the vendor may be another one, or the settings were not deployed. Run npx cdk deploy, and if that does not help delete endpoint ${id} at ${DEVELOPER_PAGE} and its SSM parameter, and run this again`,
  );
}

function secretLost(id: string): CommandError {
  return new CommandError(
    `endpoint ${id} is registered for this address, but no signing secret is stored, and SmartlyQ tells it only once: delete the endpoint at ${DEVELOPER_PAGE} and run this again`,
  );
}
