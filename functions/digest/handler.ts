import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SNSClient } from '@aws-sdk/client-sns';
import { SSMClient } from '@aws-sdk/client-ssm';
import { log } from '../adapters/aws/log.ts';
import { createSecrets } from '../adapters/aws/secrets.ts';
import { createSlackWebhook } from '../adapters/notify/slack/slack-webhook.ts';
import { createSnsTopic } from '../adapters/notify/sns/sns-topic.ts';
import { createDigestStore } from '../adapters/table/digest-item.ts';
import { createSweepStore } from '../adapters/table/sweep-items.ts';
import { createTableClock } from '../adapters/table/table-clock.ts';
import { TABLE_TIMEOUTS } from '../adapters/table/table-timeouts.ts';
import { createWalletStore } from '../adapters/table/wallet-store.ts';
import { createLinkSigner } from '../adapters/web/signed-links.ts';
import { periodEnding } from '../core/digest/digest-period.ts';
import { slackChannel, snsChannel } from '../engine/channels.ts';
import { staleAfterMs } from '../engine/runtime.ts';
import { alarmCount } from '../settings/alarm-count.ts';
import { deployedSettings } from '../settings/deployed-settings.ts';
import {
  DIGEST_TIMEOUT_SECONDS,
  readEnvironment,
  WALLET_METRICS,
} from '../settings/environment.ts';
import { policyOf } from '../settings/policy-of.ts';
import { sendDigest } from './send-digest.ts';

const environment = readEnvironment(process.env);
const settings = deployedSettings(new URL('./runway.config.json', import.meta.url));
const clock = Date.now;
const allowLoopback = environment.baseUrl !== undefined;
const secrets = createSecrets({ client: new SSMClient(), clock });
const client = new DynamoDBClient({ requestHandler: TABLE_TIMEOUTS });
const sharedClock = createTableClock(client);
const sns = new SNSClient();
const topic = createSnsTopic({ client: sns, topicArn: environment.topicArn });
const { timeZone, pollMinutes, levelsDays, wallets, slack, digest, metrics } = settings;
const { reportUrl } = environment;
const linkKey = secrets.source(settings.linkKeyParameter);

/** Invoked by EventBridge Scheduler at the owner's time of day; a retry names the same time. */
export async function handler(event: { readonly scheduledAt: string }): Promise<void> {
  const every = digest?.every ?? 'day';
  await sendDigest(periodEnding(Date.parse(event.scheduledAt), every, timeZone), {
    store: createWalletStore(client, environment.table),
    sweeps: createSweepStore(client, environment.table),
    digests: createDigestStore(client, environment.table, clock),
    wallets,
    policyOf: (wallet) => policyOf(settings, wallet),
    staleAfterMs: staleAfterMs(pollMinutes),
    pollMinutes,
    levelsDays,
    timeZone,
    channels: [
      snsChannel(topic),
      ...slack.map(({ name, parameter, minSeverity, wallets: only }) => {
        const url = secrets.source(parameter);
        const webhook = createSlackWebhook({ name, url, allowLoopback });
        return { ...slackChannel(webhook, minSeverity), wallets: only };
      }),
    ],
    links: reportUrl === undefined ? undefined : createLinkSigner(linkKey, reportUrl),
    alarms: alarmCount(settings),
    metricsAWallet: metrics ? WALLET_METRICS.length : 0,
    timeoutMs: DIGEST_TIMEOUT_SECONDS * 1_000,
    clock,
    sharedClock,
    log,
  });
}
