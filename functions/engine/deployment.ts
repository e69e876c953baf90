import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SNSClient } from '@aws-sdk/client-sns';
import { SSMClient } from '@aws-sdk/client-ssm';
import { log } from '../adapters/aws/log.ts';
import { createSecrets } from '../adapters/aws/secrets.ts';
import { createSnoozeStore } from '../adapters/table/snooze-item.ts';
import { createTableClock } from '../adapters/table/table-clock.ts';
import { TABLE_TIMEOUTS } from '../adapters/table/table-timeouts.ts';
import { createWalletStore } from '../adapters/table/wallet-store.ts';
import {
  deployedSettings,
  POLL_TIMEOUT_SECONDS,
  readEnvironment,
  VENDOR_BASE_URL,
} from '../settings/environment.ts';
import { policyOf } from '../settings/policy-of.ts';
import { walletOf } from '../settings/wallet-settings.ts';
import { createChannels } from './channels.ts';
import type { Runtime } from './runtime.ts';

/**
 * What the functions that deliver are built from, opened once at a cold start.
 * @param settingsFile beside the handler
 */
export function openDeployment(settingsFile: URL) {
  const environment = readEnvironment(process.env);
  const settings = deployedSettings(settingsFile);
  const clock = Date.now;
  const secrets = createSecrets({ client: new SSMClient(), clock });
  const dynamodb = new DynamoDBClient({ requestHandler: TABLE_TIMEOUTS });
  const sns = new SNSClient();
  const store = createWalletStore(dynamodb, environment.table);
  const snoozes = createSnoozeStore(dynamodb, environment.table);
  const timeoutMs = POLL_TIMEOUT_SECONDS * 1_000;
  const shared = { timeoutMs, clock, sharedClock: createTableClock(dynamodb), log };
  const channels = (wallet?: string) =>
    createChannels(wallet, { settings, environment, sns, secrets });
  /** Only a deployment that was pointed away from the vendor, as a test is, may talk to its own machine. */
  const allowLoopback = environment.baseUrl !== undefined;
  const baseUrl = environment.baseUrl ?? VENDOR_BASE_URL;
  return {
    environment,
    settings,
    secrets,
    dynamodb,
    sns,
    store,
    allowLoopback,
    /** The part of every runtime that is the same for all wallets. */
    shared,
    /** Of a wallet. @param wallet of all wallets where it is absent */
    channels,
    vendorOptions: (apiKeyParameter: string) => ({
      baseUrl,
      apiKey: secrets.source(apiKeyParameter),
      clock,
      allowLoopback,
    }),
    /** What a run over a wallet needs, whichever function it is of. */
    walletRuntime: (id: string): Runtime => ({
      ...shared,
      ...channels(id),
      wallet: walletOf(settings, id),
      store,
      snoozes,
      policy: policyOf(settings, id),
      pollMinutes: settings.pollMinutes,
    }),
  };
}
