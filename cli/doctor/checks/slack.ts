import { askWebhook, webhookUrlFault } from '../../deployment/check-slack.ts';
import { advisedSetup } from '../advised.ts';
import { type Finding, ok, wrong } from '../finding.ts';
import type { Patient } from '../patient.ts';

/** Each Slack destination has a webhook that takes messages; none is posted. */
export async function checkSlack(patient: Patient): Promise<Finding[]> {
  const { settings, parameters, api } = patient;
  const { allowLoopback } = api;
  const findings: Finding[] = [];
  for (const { name, parameter } of settings.slack) {
    const what = `Slack ${name}`;
    const setup = advisedSetup(patient, `--slack ${name}`);
    const stored = await parameters.read(parameter);
    if (stored === undefined) {
      const said = `no webhook URL is stored at ${parameter}`;
      findings.push(wrong(what, said, `store it: ${setup}`));
      continue;
    }
    if (!stored.isSecure) {
      const said = `${parameter} is a plain String: who may list it can post to the channel`;
      findings.push(
        wrong(what, said, 'store it encrypted: doctor --fix', async () => {
          await parameters.write(parameter, stored.value);
          return `${parameter} is a SecureString`;
        }),
      );
    }
    const fault =
      webhookUrlFault(stored.value, allowLoopback) ??
      (await askWebhook(stored.value, { name, allowLoopback }));
    findings.push(
      fault === undefined
        ? ok(what, 'its webhook takes messages')
        : wrong(what, fault, `make a new webhook in Slack and store it: ${setup}`),
    );
  }
  return findings;
}
