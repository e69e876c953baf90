import { CHANNEL_FACTS, channelName } from '../../../functions/core/alert/channel-type.ts';
import { askChannel } from '../../deployment/check-channel.ts';
import { advisedSetup } from '../advised.ts';
import { type Finding, ok, wrong } from '../finding.ts';
import type { Patient } from '../patient.ts';

/** Each channel of the settings has a secret with which messages are taken; none is posted. */
export async function checkChannels(patient: Patient): Promise<Finding[]> {
  const { settings, parameters, api } = patient;
  const findings: Finding[] = [];
  for (const { type, name, parameter } of settings.channels) {
    const { title, secret } = CHANNEL_FACTS[type];
    const what = channelName(type, name);
    const setup = advisedSetup(patient, `--channel ${what}`);
    const stored = await parameters.read(parameter);
    if (stored === undefined) {
      findings.push(wrong(what, `no ${secret} is stored at ${parameter}`, `store it: ${setup}`));
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
    const result = await askChannel(type, stored.value, api.allowLoopback);
    findings.push(
      result.state === 'works'
        ? ok(what, `its ${secret} ${result.said}`)
        : wrong(what, result.fault, `make a new ${secret} in ${title} and store it: ${setup}`),
    );
  }
  return findings;
}
