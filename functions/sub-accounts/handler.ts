import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SNSClient } from '@aws-sdk/client-sns';
import { SSMClient } from '@aws-sdk/client-ssm';
import { log } from '../adapters/aws/log.ts';
import { createSecrets } from '../adapters/aws/secrets.ts';
import { createSmartlyqClient } from '../adapters/smartlyq/smartlyq-client.ts';
import { createEventStore } from '../adapters/table/event-items.ts';
import { createSnoozeStore } from '../adapters/table/snooze-item.ts';
import { createSweepStore } from '../adapters/table/sweep-items.ts';
import { createTableClock } from '../adapters/table/table-clock.ts';
import { TABLE_TIMEOUTS } from '../adapters/table/table-timeouts.ts';
import { createWalletStore } from '../adapters/table/wallet-store.ts';
import type { PollRequest } from '../core/vendor/vendor-event.ts';
import { createChannels } from '../engine/channels.ts';
import { deployedSettings } from '../settings/deployed-settings.ts';
import { POLL_TIMEOUT_SECONDS, readEnvironment, VENDOR_BASE_URL } from '../settings/environment.ts';
import { policyOf } from '../settings/policy-of.ts';
import { walletOf } from '../settings/wallet-settings.ts';
import type { AgencyRuntime } from './agency.ts';
import { pollSubAccount } from './poll-sub-account.ts';
import { runSweep } from './run-sweep.ts';

const environment = readEnvironment(process.env);
const settings = deployedSettings(new URL('./runway.config.json', import.meta.url));
const clock = Date.now;
const secrets = createSecrets({ client: new SSMClient(), clock });
const dynamodb = new DynamoDBClient({ requestHandler: TABLE_TIMEOUTS });
const sharedClock = createTableClock(dynamodb);
const store = createWalletStore(dynamodb, environment.table);
const sweeps = createSweepStore(dynamodb, environment.table);
const events = createEventStore(dynamodb, environment.table);
const snoozes = createSnoozeStore(dynamodb, environment.table);
const sns = new SNSClient();

/** Invoked by EventBridge Scheduler once a minute and agency; by the webhook with what happened to a sub-account. */
export async function handler({ wallet, event }: PollRequest): Promise<void> {
  const runtime = createRuntime(wallet);
  if (event?.workspaceId === undefined) await runSweep(runtime);
  else await pollSubAccount(event.workspaceId, event, events, runtime);
}

function createRuntime(id: string): AgencyRuntime {
  const { apiKeyParameter, subAccounts, subAccountsShare, ...wallet } = walletOf(settings, id);
  return {
    wallet,
    store,
    sweeps,
    vendor: createSmartlyqClient({
      baseUrl: environment.baseUrl ?? VENDOR_BASE_URL,
      apiKey: secrets.source(apiKeyParameter),
      clock,
      allowLoopback: environment.baseUrl !== undefined,
      maxAttempts: 1,
    }),
    watched: subAccounts ?? [],
    share: subAccountsShare,
    ...createChannels(id, { settings, environment, sns, secrets }),
    snoozes,
    policy: policyOf(settings, id),
    pollMinutes: settings.pollMinutes,
    timeoutMs: POLL_TIMEOUT_SECONDS * 1_000,
    clock,
    sharedClock,
    log,
  };
}
