import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { bundleAsDeployed } from '../../bench/lambda/bundles.ts';
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
const FUNCTIONS = ['poll', 'digest'] as const;
export type FunctionName = (typeof FUNCTIONS)[number];

/** The functions as they are deployed, in processes of their own, behind one proxy; the world behind it is replaced. */
export interface Deployment {
  readonly clock: VirtualClock;
  readonly proxy: FaultProxy;
  readonly functions: Readonly<Record<FunctionName, Sandboxes>>;
  /** Puts a new world behind the proxy, and opens its ledger. */
  enter(options: Parameters<typeof startWorld>[0]): Promise<{ world: World; ledger: Ledger }>;
  close(): Promise<void>;
}

export async function startDeployment(pollMinutes: number): Promise<Deployment> {
  const clock = createVirtualClock(0);
  const proxy = await startProxy(clock.now);
  const scratch = mkdtempSync(join(tmpdir(), 'runway-chaos-'));
  const settingsFile = join(scratch, 'settings.json');
  const slack = [{ name: 'team', parameter: SLACK }];
  writeFileSync(settingsFile, JSON.stringify({ wallets: [{ id: 'main' }], pollMinutes, slack }));
  let world: World | undefined;
  let ledger = openLedger();
  const targetOf = (service: string): string => {
    if (world === undefined) throw new Error('there is no world');
    world.nowMs = clock.now();
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
        [VARIABLES.table]: TABLE,
        [VARIABLES.topicArn]: TOPIC,
        [VARIABLES.baseUrl]: addressOf('smartlyq'),
      }),
      secretAt: (parameter, addressOf) =>
        parameter === SLACK ? addressOf('slack') : 'sqk_live_chaos0123456789',
      targetOf,
      onExchange: (exchange) => ledger.observe(exchange),
      timeoutMs: () => TIMEOUT_MS / clock.speed,
    });
  };
  const functions = { poll: start('poll'), digest: start('digest') };
  return {
    clock,
    proxy,
    functions,
    async enter(options) {
      await world?.close();
      ledger = openLedger();
      world = await startWorld(options);
      if (world.addresses.topicArn !== TOPIC) throw new Error(world.addresses.topicArn);
      return { world, ledger };
    },
    async close() {
      await Promise.all(Object.values(functions).map((one) => one.close()));
      await Promise.all([proxy.close(), world?.close()]);
      clock.close();
      rmSync(scratch, { recursive: true });
    },
  };
}
