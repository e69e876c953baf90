import { resolve } from 'node:path';
import { App } from 'aws-cdk-lib';
import { regionFault } from '../functions/settings/function-urls.ts';
import { DEFAULT_STACK } from '../functions/settings/outputs.ts';
import { SettingsError } from '../functions/settings/settings-error.ts';
import { addChecks } from './checks.ts';
import { RunwayStack } from './runway-stack.ts';
import { settingsSource } from './settings-source.ts';

/**
 * Context (`npx cdk deploy -c key=value`): `config` settings file, `stackName` (@default SmartlyqRunway),
 * `baseUrl` another SmartlyQ API, `keepHistory=false` to let the table go with the stack.
 */
const app = new App({ autoSynth: false }); // nothing is written when the settings have faults
addChecks(app);
try {
  const baseUrl: unknown = app.node.tryGetContext('baseUrl');
  const source = settingsSource(app.node.tryGetContext('config'));
  const region = process.env.CDK_DEFAULT_REGION ?? process.env.AWS_REGION ?? '';
  const fault = regionFault(source.settings, region);
  if (fault !== undefined) throw new SettingsError([fault]);
  new RunwayStack(app, app.node.tryGetContext('stackName') ?? DEFAULT_STACK, {
    source,
    pollEntry: resolve(import.meta.dirname, '../functions/poll/handler.ts'),
    ...(typeof baseUrl === 'string' ? { baseUrl } : {}),
    isHistoryKept: String(app.node.tryGetContext('keepHistory')) !== 'false',
  });
  app.synth();
} catch (error) {
  if (!(error instanceof SettingsError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
