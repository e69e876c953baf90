import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SNSClient } from '@aws-sdk/client-sns';
import { SSMClient } from '@aws-sdk/client-ssm';
import { createEventStore } from '../adapters/event-items.ts';
import { createHeartbeat } from '../adapters/heartbeat.ts';
import { log } from '../adapters/log.ts';
import { createSecrets } from '../adapters/secrets.ts';
import { createLinkSigner } from '../adapters/signed-links.ts';
import { createSlackWebhook } from '../adapters/slack-webhook.ts';
import { createSnoozeStore } from '../adapters/snooze-item.ts';
import { createSnsSubscriptions } from '../adapters/sns-subscriptions.ts';
import { createSnsTopic } from '../adapters/sns-topic.ts';
import { TABLE_TIMEOUTS } from '../adapters/table-timeouts.ts';
import { createWalletMetrics } from '../adapters/wallet-metrics.ts';
import { createWalletReads } from '../adapters/wallet-reads.ts';
import { createWalletStore } from '../adapters/wallet-store.ts';
import type { PollRequest } from '../core/vendor-event.ts';
import { POLL_TIMEOUT_SECONDS, readEnvironment, VENDOR_BASE_URL } from '../settings/environment.ts';
import { loadSettings, policyOf } from '../settings/settings.ts';
import { destinationsOf, neighboursOf, walletOf } from '../settings/wallet-settings.ts';
import { slackChannel, snsChannel } from './channel.ts';
import { pollOnEvent } from './poll-on-event.ts';
import { type PollDeps, pollWallet } from './poll-wallet.ts';
import { sendTest, type TestResult } from './send-test.ts';

const environment = readEnvironment(process.env);
const settings = loadSettings(new URL('./runway.config.json', import.meta.url));
const clock = Date.now;
/** Only a deployment that was pointed away from the vendor, as a test is, may talk to its own machine. */
const allowLoopback = environment.baseUrl !== undefined;
const secrets = createSecrets({ client: new SSMClient(), clock });
const dynamodb = new DynamoDBClient({ requestHandler: TABLE_TIMEOUTS });
const store = createWalletStore(dynamodb, environment.table);
const events = createEventStore(dynamodb, environment.table);
const snoozes = createSnoozeStore(dynamodb, environment.table);
// A kept connection goes stale while the function is frozen, and a lost answer would mean a repeat.
const sns = new SNSClient({ requestHandler: { httpsAgent: { keepAlive: false } } });
const { topicArn } = environment;
const topic = createSnsTopic({ client: sns, topicArn });

/** Invoked by EventBridge Scheduler, once per wallet and interval; with `event` by the webhook; with `test` by a person. */
export async function handler(
  event: PollRequest & { readonly test?: true },
): Promise<TestResult | undefined> {
  const deps = depsOf(event.wallet);
  if (event.test) return sendTest(deps);
  if (event.event) await pollOnEvent(event.event, { ...deps, events });
  else await pollWallet(deps);
  return undefined;
}

function depsOf(id: string): PollDeps {
  const wallet = walletOf(settings, id);
  const slack = destinationsOf(settings, wallet.id).map(({ name, parameter, minSeverity }) => {
    const url = secrets.source(parameter);
    return slackChannel(createSlackWebhook({ name, url, allowLoopback }), minSeverity);
  });
  const { heartbeatParameter } = settings;
  return {
    wallet,
    store,
    vendor: createWalletReads({
      baseUrl: environment.baseUrl ?? VENDOR_BASE_URL,
      apiKey: secrets.source(wallet.apiKeyParameter),
      clock,
      allowLoopback,
    }),
    channels: [snsChannel(topic), ...slack],
    snoozes,
    subscriptions: createSnsSubscriptions({
      client: sns,
      topicArn,
      // Every wallet wants to know how many listen; one is enough to tell who does not.
      emails: id === settings.wallets[0]?.id ? settings.email : [],
    }),
    ...(environment.reportUrl !== undefined && {
      links: createLinkSigner(secrets.source(settings.linkKeyParameter), environment.reportUrl),
    }),
    neighbours: neighboursOf(settings, wallet.id),
    ...(heartbeatParameter !== undefined && {
      heartbeat: createHeartbeat({
        url: secrets.source(heartbeatParameter),
        allowLoopback,
        onMissed: (why) => log.warn('heartbeat missed', { wallet: wallet.id, why }),
      }),
    }),
    ...(settings.metrics && {
      metrics: createWalletMetrics((why) => log.warn('metrics missed', { wallet: wallet.id, why })),
    }),
    policy: policyOf(settings, wallet.id),
    pollMinutes: settings.pollMinutes,
    timeoutMs: POLL_TIMEOUT_SECONDS * 1_000,
    clock,
    log,
  };
}
