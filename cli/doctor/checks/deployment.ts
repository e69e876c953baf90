import { fingerprint } from '../../../functions/settings/fingerprint.ts';
import { advisedDeploy } from '../advised.ts';
import { type Finding, ok, wrong } from '../finding.ts';
import type { Patient } from '../patient.ts';

/** The last deployment went through, and it was one of the settings that are in the file now. */
export async function checkDeployment(patient: Patient): Promise<Finding[]> {
  const { stack, settings, config } = patient;
  const deploy = advisedDeploy(patient);
  const isWhole = /^(CREATE|UPDATE|IMPORT)_COMPLETE$/.test(stack.status);
  return [
    isWhole
      ? ok('stack', `${stack.name} is ${stack.status}`)
      : wrong(
          'stack',
          `${stack.name} is ${stack.status}`,
          stack.status.endsWith('_IN_PROGRESS')
            ? 'a deployment is under way: wait for its end'
            : `the last deployment failed; its reasons stand among the stack's events. Then: ${deploy}`,
        ),
    fingerprint(settings) === stack.settingsFingerprint
      ? ok('settings', `${config} is what is deployed`)
      : wrong('settings', `${config} is not what is deployed`, `deploy it: ${deploy}`),
  ];
}
