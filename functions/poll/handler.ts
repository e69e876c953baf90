import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SNSClient } from '@aws-sdk/client-sns';
import { SSMClient } from '@aws-sdk/client-ssm';
import { log } from '../adapters/log.ts';
import { createSecrets } from '../adapters/secrets.ts';
import { createSlackWebhook } from '../adapters/slack-webhook.ts';
import { createSmartlyqClient } from '../adapters/smartlyq-client.ts';
import { createSnsTopic } from '../adapters/sns-topic.ts';
import { createWalletStore } from '../adapters/wallet-store.ts';
import { POLL_TIMEOUT_SECONDS, readEnvironment, VENDOR_BASE_URL } from '../settings/environment.ts';
import { loadSettings, policyOf } from '../settings/settings.ts';
import { destinationsOf, walletOf } from '../settings/wallet-settings.ts';
import { slackChannel, snsChannel } from './channel.ts';
import { pollWallet } from './poll-wallet.ts';

const environment = readEnvironment(process.env);
const settings = loadSettings(new URL('./runway.config.json', import.meta.url));
const clock = Date.now;
/** Only a deployment that was pointed away from the vendor, as a test is, may talk to its own machine. */
const allowLoopback = environment.baseUrl !== undefined;
const secrets = createSecrets({ client: new SSMClient(), clock });
const store = createWalletStore(new DynamoDBClient(), environment.table);
const topic = createSnsTopic({
  // A kept connection goes stale while the function is frozen, and a lost answer would mean a repeat.
  client: new SNSClient({ requestHandler: { httpsAgent: { keepAlive: false } } }),
  topicArn: environment.topicArn,
});

/** Invoked by EventBridge Scheduler, once per wallet and interval. */
export async function handler(event: { readonly wallet: string }): Promise<void> {
  const wallet = walletOf(settings, event.wallet);
  await pollWallet({
    wallet,
    store,
    vendor: createSmartlyqClient({
      baseUrl: environment.baseUrl ?? VENDOR_BASE_URL,
      apiKey: secrets.source(wallet.apiKeyParameter),
      clock,
      allowLoopback,
    }),
    channels: [
      snsChannel(topic),
      ...destinationsOf(settings, wallet.id).map(({ name, parameter, minSeverity }) =>
        slackChannel(
          createSlackWebhook({ name, url: secrets.source(parameter), allowLoopback }),
          minSeverity,
        ),
      ),
    ],
    policy: policyOf(settings, wallet.id),
    pollMinutes: settings.pollMinutes,
    timeoutMs: POLL_TIMEOUT_SECONDS * 1_000,
    clock,
    log,
  });
}
