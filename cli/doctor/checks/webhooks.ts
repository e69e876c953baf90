import { setTimeout } from 'node:timers/promises';
import { fixedSecret } from '../../../functions/adapters/aws/secret-source.ts';
import { createSmartlyqClient } from '../../../functions/adapters/smartlyq/smartlyq-client.ts';
import { SmartlyqError } from '../../../functions/adapters/smartlyq/smartlyq-error.ts';
import type { VendorWebhook } from '../../../functions/adapters/smartlyq/webhook-answers.ts';
import { VENDOR_EVENTS } from '../../../functions/core/vendor/vendor-event.ts';
import { OUTPUTS } from '../../../functions/settings/outputs.ts';
import { DEVELOPER_PAGE, type Endpoint, registerWebhook } from '../../setup/register-webhook.ts';
import { advisedDeploy, advisedSetup } from '../advised.ts';
import { type Finding, ok, wrong } from '../finding.ts';
import type { Patient } from '../patient.ts';

/** Where a wallet takes webhooks: the vendor knows this stack's address, sends there, and signs with what is stored. */
export async function checkWebhooks(patient: Patient): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const { id, apiKeyParameter, webhookSecretParameter } of patient.settings.wallets) {
    if (webhookSecretParameter === undefined) continue;
    const what = `webhook of ${id}`;
    const base = patient.stack.outputs[OUTPUTS.webhookUrl];
    if (base === undefined) {
      const said = `${patient.stack.name} has no endpoint yet`;
      findings.push(wrong(what, said, `deploy it: ${advisedDeploy(patient)}`));
      continue;
    }
    const key = (await patient.parameters.read(apiKeyParameter))?.value;
    // That its key is missing is told by the line of the key.
    if (key === undefined) continue;
    const endpoint = { url: `${base}${id}`, secretParameter: webhookSecretParameter };
    findings.push(...(await checkOne(id, endpoint, key, patient)));
  }
  return findings;
}

async function checkOne(
  wallet: string,
  endpoint: Endpoint,
  key: string,
  patient: Patient,
): Promise<Finding[]> {
  const { parameters, api } = patient;
  const what = `webhook of ${wallet}`;
  const vendor = createSmartlyqClient({ ...api, apiKey: fixedSecret(key), clock: Date.now });
  const stored = await parameters.read(endpoint.secretParameter);
  let known: readonly VendorWebhook[];
  try {
    known = (await vendor.listWebhooks()).webhooks.filter(({ url }) => url === endpoint.url);
  } catch (error) {
    if (!(error instanceof SmartlyqError)) throw error;
    const advice = error.retryable
      ? 'try again in some minutes'
      : `give the key that scope at ${DEVELOPER_PAGE}, and try again`;
    return [wrong(what, `SmartlyQ does not show its endpoints: ${error.message}`, advice)];
  }
  const setup = advisedSetup(patient, `webhook --wallet ${wallet}`);
  const [first] = known;
  if (first === undefined) {
    const advice = `register it: ${setup} (or doctor --fix)`;
    return [
      wrong(what, 'SmartlyQ does not know its address', advice, async () => {
        const said: string[] = [];
        const say = (line: string) => said.push(line);
        await registerWebhook(endpoint, { vendor, parameters, say, sleep: setTimeout });
        return said.join('; ');
      }),
    ];
  }
  if (stored === undefined) {
    const advice = `SmartlyQ tells it only once: delete endpoint ${first.id} at ${DEVELOPER_PAGE}, then ${setup}`;
    return [wrong(what, `no signing secret is stored at ${endpoint.secretParameter}`, advice)];
  }
  const faults = faultsOf(first, what);
  if (!stored.isSecure) {
    const said = `${endpoint.secretParameter} is a plain String: who may list it can forge events`;
    faults.push(
      wrong(what, said, 'store it encrypted: doctor --fix', async () => {
        await parameters.write(endpoint.secretParameter, stored.value);
        return `${endpoint.secretParameter} is a SecureString`;
      }),
    );
  }
  if (known.length > 1) {
    const said = `${known.length} endpoints have its address, each with a secret of its own`;
    faults.push(wrong(what, said, `delete all but the last registered at ${DEVELOPER_PAGE}`));
  }
  return faults.length > 0 ? faults : [ok(what, `endpoint ${first.id} is registered, and active`)];
}

function faultsOf({ id, status = 'active', events }: VendorWebhook, what: string): Finding[] {
  const missing = VENDOR_EVENTS.filter((event) => !events.includes(event));
  return [
    ...(status === 'active'
      ? []
      : [
          wrong(
            what,
            `SmartlyQ has set endpoint ${id} to "${status}", as after ten failures in a row`,
            `switch it on at ${DEVELOPER_PAGE}`,
          ),
        ]),
    ...(missing.length === 0
      ? []
      : [
          wrong(
            what,
            `endpoint ${id} does not send ${missing.join(', ')}`,
            `add them at ${DEVELOPER_PAGE}`,
          ),
        ]),
  ];
}
