import { DEFAULT_STACK } from '../../functions/settings/outputs.ts';
import { SETTINGS_FILE } from '../../functions/settings/settings.ts';
import type { Parameters } from '../deployment/parameters.ts';

/** Written by `cdk bootstrap`, once an account and region. */
const BOOTSTRAP_VERSION = '/cdk-bootstrap/hnb659fds/version';

export interface NextOptions {
  readonly config: string;
  readonly stack: string;
  readonly baseUrl?: string;
}

/** What to type now; it is one line, so that it can be pasted. */
export async function nextCommands(
  parameters: Parameters,
  { config, stack, baseUrl }: NextOptions,
): Promise<string> {
  // Who may not look at it is told of both: bootstrapping again changes nothing.
  const bootstrapped = await parameters.read(BOOTSTRAP_VERSION).catch(() => undefined);
  const deploy = [
    'npx cdk deploy',
    ...(stack === DEFAULT_STACK ? [] : [`-c stackName=${stack}`]),
    ...(config === SETTINGS_FILE ? [] : [`-c config=${config}`]),
    ...(baseUrl === undefined ? [] : [`-c baseUrl=${baseUrl}`]),
  ].join(' ');
  const bootstrap = bootstrapped === undefined ? 'npx cdk bootstrap && ' : '';
  return `\nNext:\n\n    ${bootstrap}${deploy}\n`;
}
