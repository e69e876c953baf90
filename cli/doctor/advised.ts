import { DEFAULT_STACK } from '../../functions/settings/outputs.ts';
import { SETTINGS_FILE } from '../../functions/settings/settings.ts';
import type { Patient } from './patient.ts';

type Which = Pick<Patient, 'stack' | 'config'>;

/** "npm run -s runway -- setup --wallet main", for this stack and its settings. */
export function advisedSetup({ stack, config }: Which, rest = ''): string {
  return [
    'npm run -s runway -- setup',
    ...(rest === '' ? [] : [rest]),
    ...(stack.name === DEFAULT_STACK ? [] : [`--stack ${stack.name}`]),
    ...(config === SETTINGS_FILE ? [] : [`--config ${config}`]),
  ].join(' ');
}

/** "npx cdk deploy", for this stack and its settings. */
export function advisedDeploy({ stack, config }: Which): string {
  return [
    'npx cdk deploy',
    ...(stack.name === DEFAULT_STACK ? [] : [`-c stackName=${stack.name}`]),
    ...(config === SETTINGS_FILE ? [] : [`-c config=${config}`]),
  ].join(' ');
}
