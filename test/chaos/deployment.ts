import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { bundleAsDeployed } from '../../bench/lambda/bundles.ts';
import { startInvokeService } from '../../bench/lambda/invoke-service.ts';
import { VARIABLES } from '../../functions/settings/environment.ts';
import { LOCAL_AWS } from '../support/topic-with-queue.ts';
import { startWorld, type World } from '../support/world.ts';
import { createVirtualClock, type VirtualClock } from './clock.ts';
import { type Ledger, openLedger } from './ledger.ts';
import { type FaultProxy, startProxy } from './proxy.ts';
import { type Sandboxes, startSandboxes } from './sandboxes.ts';

const SLACK = '/slack/team';
const TABLE = 'runway';
const TOPIC = 'arn:aws:sns:eu-west-1:000000000000:alerts';
/** What Lambda grants a function, and a second for the message that it has ended. */
const TIMEOUT_MS = 61_000;
const FUNCTIONS = ['poll', 'digest', 'webhook'] as const;
export const WEBHOOK_SECRET = 'whsec_chaos0123456789';
const SECRET_PARAMETER = '/smartlyq-runway/main/webhook-secret';
export type FunctionName = (typeof FUNCTIONS)[number];

/** The functions as they are deployed, in processes of their own, behind one proxy; the world behind it is replaced. */
export interface Deployment {
  readonly clock: VirtualClock;
  readonly proxy: FaultProxy;
  readonly functions: Readonly<Record<FunctionName, Sandboxes>>;
  /** Takes the polls that the webhook's function invokes. */
  onInvoke: (event: unknown) => void;
  /** Puts a new world behind the proxy, and opens its ledger. */
  enter(options: Parameters<typeof startWorld>[0]): Promise<{ world: World; ledger: Ledger }>;
  close(): Promise<void>;
}

export async function startDeployment(pollMinutes: number): Promise<Deployment> {
  const clock = createVirtualClock(0);
  const proxy = await startProxy(clock.now);
  const scratch = mkdtempSync(join(tmpdir(), 'runway-chaos-'));
  const settingsFile = join(scratch, 'settings.json');
  const channels = [{ type: 'slack', name: 'team', parameter: SLACK }];
  const digest = { every: 'day', at: '06:00' };
  const wallets = [{ id: 'main', webhookSecretParameter: SECRET_PARAMETER }];
  writeFileSync(
    settingsFile,
    JSON.stringify({ wallets, pollMinutes, channels, timeZone: 'UTC', digest }),
  );
  const invokes = await startInvokeService(
    { invoke: async (event) => deployment.onInvoke(event) },
    () => {},
  );
  const secrets: Readonly<Record<string, string>> = {
    '/smartlyq-runway/main/api-key': 'sqk_live_chaos0123456789',
    [SECRET_PARAMETER]: WEBHOOK_SECRET,
  };
  let world: World | undefined;
  let ledger = openLedger();
  const targetOf = (service: string): string => {
    if (world === undefined) throw new Error('there is no world');
    world.nowMs = clock.now();
    if (service === 'lambda') return invokes.endpoint;
    return String(world.addresses[service as keyof World['addresses']]);
  };
  const start = (name: FunctionName): Sandboxes => {
    const entry = resolve(import.meta.dirname, `../../functions/${name}/handler.ts`);
    return startSandboxes(proxy, {
      file: bundleAsDeployed(entry, join(scratch, name), settingsFile).file,
      clockFile: clock.file,
      env: (addressOf) => ({
        POWERTOOLS_LOG_LEVEL: 'SILENT',
        AWS_REGION: LOCAL_AWS.region,
        AWS_ACCESS_KEY_ID: 'local',
        AWS_SECRET_ACCESS_KEY: 'local',
        AWS_ENDPOINT_URL_DYNAMODB: addressOf('dynamodb'),
        AWS_ENDPOINT_URL_SNS: addressOf('sns'),
        AWS_ENDPOINT_URL_SSM: addressOf('ssm'),
        AWS_ENDPOINT_URL_LAMBDA: addressOf('lambda'),
        [VARIABLES.pollFunction]: 'poll',
        [VARIABLES.table]: TABLE,
        [VARIABLES.topicArn]: TOPIC,
        [VARIABLES.baseUrl]: addressOf('smartlyq'),
      }),
      secretAt: (parameter, addressOf) =>
        parameter === SLACK ? addressOf('slack') : (secrets[parameter] ?? ''),
      targetOf,
      onExchange: (exchange) => ledger.observe(exchange),
      timeoutMs: () => TIMEOUT_MS / clock.speed,
    });
  };
  const functions = { poll: start('poll'), digest: start('digest'), webhook: start('webhook') };
  const deployment: Deployment = {
    clock,
    proxy,
    functions,
    onInvoke: () => {},
    async enter(options) {
      await world?.close();
      ledger = openLedger();
      world = await startWorld(options);
      if (world.addresses.topicArn !== TOPIC) throw new Error(world.addresses.topicArn);
      return { world, ledger };
    },
    async close() {
      await Promise.all(Object.values(functions).map((one) => one.close()));
      await Promise.all([proxy.close(), invokes.close(), world?.close()]);
      clock.close();
      rmSync(scratch, { recursive: true });
    },
  };
  return deployment;
}
