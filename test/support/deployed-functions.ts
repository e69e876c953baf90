import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { vi } from 'vitest';
import { startParameterStore } from '../../bench/world/parameter-store.ts';
import type { PollRequest } from '../../functions/core/vendor/vendor-event.ts';
import { VARIABLES } from '../../functions/settings/environment.ts';
import { parseSettings, SETTINGS_FILE } from '../../functions/settings/settings.ts';
import { bundle } from '../../infra/bundle.ts';
import { startFunctionUrl, type UrlHandler } from './function-url.ts';
import { LOCAL_AWS } from './topic-with-queue.ts';
import type { World } from './world.ts';

export interface DeployedFunctions {
  readonly poll: (event: PollRequest) => Promise<unknown>;
  /** The report function's address. */
  readonly reportUrl: string;
  close(): Promise<void>;
}

/**
 * The poll and the report function as they are deployed, in this process: bundled by the stack's own call, the
 * settings beside them, and told of their world by environment variables and parameters alone.
 * They read the clock through `Date.now`, so a test that sets the time fakes `Date` before it calls this.
 */
export async function startDeployedFunctions(
  { addresses }: World,
  settings: object,
  secrets: Readonly<Record<string, string>>,
): Promise<DeployedFunctions> {
  const parameters = await startParameterStore((name) => secrets[name] ?? '');
  const folder = mkdtempSync(join(tmpdir(), 'runway-functions-'));
  const { accessKeyId, secretAccessKey } = LOCAL_AWS.credentials;
  for (const [name, value] of Object.entries({
    POWERTOOLS_LOG_LEVEL: 'SILENT',
    AWS_REGION: LOCAL_AWS.region,
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    AWS_ENDPOINT_URL_DYNAMODB: addresses.dynamodb,
    AWS_ENDPOINT_URL_SNS: addresses.sns,
    AWS_ENDPOINT_URL_SSM: parameters.endpoint,
    [VARIABLES.table]: addresses.tableName,
    [VARIABLES.topicArn]: addresses.topicArn,
    [VARIABLES.baseUrl]: addresses.smartlyq,
  })) {
    vi.stubEnv(name, value);
  }

  async function deploy<Handler>(name: string): Promise<Handler> {
    const place = join(folder, name);
    bundle(resolve(`functions/${name}/handler.ts`), place);
    writeFileSync(join(place, SETTINGS_FILE), JSON.stringify(parseSettings(settings)));
    const { handler } = await import(pathToFileURL(join(place, 'index.mjs')).href);
    return handler as Handler;
  }

  const report = await startFunctionUrl(await deploy<UrlHandler>('report'));
  vi.stubEnv(VARIABLES.reportUrl, report.url);
  const poll = await deploy<DeployedFunctions['poll']>('poll');
  return {
    poll,
    reportUrl: report.url,
    async close() {
      vi.unstubAllEnvs();
      rmSync(folder, { recursive: true });
      await Promise.all([report.close(), parameters.close()]);
    },
  };
}
