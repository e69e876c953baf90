import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SNSClient } from '@aws-sdk/client-sns';
import { SSMClient } from '@aws-sdk/client-ssm';
import { log } from '../adapters/aws/log.ts';
import { createSecrets } from '../adapters/aws/secrets.ts';
import { createWalletMetrics } from '../adapters/aws/wallet-metrics.ts';
import { createHeartbeat } from '../adapters/notify/heartbeat.ts';
import { createSnsSubscriptions } from '../adapters/notify/sns/sns-subscriptions.ts';
import { createWalletReads } from '../adapters/smartlyq/wallet-reads.ts';
import { createDigestStore } from '../adapters/table/digest-item.ts';
import { createEventStore } from '../adapters/table/event-items.ts';
import { createSnoozeStore } from '../adapters/table/snooze-item.ts';
import { createTableClock } from '../adapters/table/table-clock.ts';
import { TABLE_TIMEOUTS } from '../adapters/table/table-timeouts.ts';
import { createWalletStore } from '../adapters/table/wallet-store.ts';
import type { DigestTimes } from '../core/digest/digest-period.ts';
import type { PollRequest } from '../core/vendor/vendor-event.ts';
import { createChannels } from '../engine/channels.ts';
import { deliverDigest } from '../engine/deliver-digest.ts';
import { type DigestKeeper, lastDigest } from '../engine/last-digest.ts';
import { deployedSettings } from '../settings/deployed-settings.ts';
import { POLL_TIMEOUT_SECONDS, readEnvironment, VENDOR_BASE_URL } from '../settings/environment.ts';
import { policyOf } from '../settings/policy-of.ts';
import { loadOtherWallets, walletOf } from '../settings/wallet-settings.ts';
import { pollOnEvent } from './poll-on-event.ts';
import type { PollRuntime } from './poll-runtime.ts';
import { pollWallet } from './poll-wallet.ts';
import { sendTest, type TestResult } from './send-test.ts';

const environment = readEnvironment(process.env);
const settings = deployedSettings(new URL('./runway.config.json', import.meta.url));
const clock = Date.now;
/** Only a deployment that was pointed away from the vendor, as a test is, may talk to its own machine. */
const allowLoopback = environment.baseUrl !== undefined;
const secrets = createSecrets({ client: new SSMClient(), clock });
const dynamodb = new DynamoDBClient({ requestHandler: TABLE_TIMEOUTS });
const sharedClock = createTableClock(dynamodb);
const store = createWalletStore(dynamodb, environment.table);
const events = createEventStore(dynamodb, environment.table);
const snoozes = createSnoozeStore(dynamodb, environment.table);
const sns = new SNSClient();
const { topicArn } = environment;

/** Invoked by EventBridge Scheduler, once per wallet and interval; with `event` by the webhook; with `test` by a person. */
export async function handler(
  event: PollRequest & { readonly test?: true },
): Promise<TestResult | undefined> {
  const runtime = createRuntime(event.wallet);
  if (event.test) return sendTest(runtime);
  if (event.event) await pollOnEvent(event.event, events, runtime);
  else await pollWallet(runtime);
  return undefined;
}

function createRuntime(id: string): PollRuntime {
  const wallet = walletOf(settings, id);
  const isFirst = id === settings.wallets[0]?.id;
  const { heartbeatParameter } = settings;
  const api = {
    baseUrl: environment.baseUrl ?? VENDOR_BASE_URL,
    apiKey: secrets.source(wallet.apiKeyParameter),
    clock,
    allowLoopback,
  };
  return {
    wallet,
    store,
    vendor: createWalletReads(api),
    requestLog: createWalletReads({ ...api, maxAttempts: 1 }),
    ...createChannels(wallet.id, { settings, environment, sns, secrets }),
    snoozes,
    subscriptions: createSnsSubscriptions({
      client: sns,
      topicArn,
      // Every wallet wants to know how many listen; one is enough to tell who does not.
      emails: isFirst ? settings.email : [],
    }),
    otherWallets: loadOtherWallets(settings, wallet.id),
    digest: settings.digest && isFirst ? createDigestKeeper(settings.digest) : undefined,
    isAgency: wallet.subAccounts !== undefined,
    heartbeat:
      heartbeatParameter === undefined
        ? undefined
        : createHeartbeat({
            url: secrets.source(heartbeatParameter),
            allowLoopback,
            onMissed: (why) => log.warn('heartbeat missed', { wallet: wallet.id, why }),
          }),
    metrics: settings.metrics
      ? createWalletMetrics((why) => log.warn('metrics missed', { wallet: wallet.id, why }))
      : undefined,
    policy: policyOf(settings, wallet.id),
    pollMinutes: settings.pollMinutes,
    timeoutMs: POLL_TIMEOUT_SECONDS * 1_000,
    clock,
    sharedClock,
    log,
  };
}

/** One wallet's polls look after the digest, which tells of all. */
function createDigestKeeper(times: DigestTimes): DigestKeeper {
  const digests = createDigestStore(dynamodb, environment.table, clock);
  return {
    lastDue: (doneId, nowMs) => lastDigest(doneId, nowMs, times, settings.timeZone, digests),
    async finish(id, deadlineMs) {
      const { claim, version } = await digests.load(id);
      if (claim === undefined) return;
      const timeoutMs = POLL_TIMEOUT_SECONDS * 1_000;
      const channels = createChannels(undefined, { settings, environment, sns, secrets });
      const deps = { ...channels, digests, timeoutMs, clock, sharedClock, log };
      await deliverDigest(claim, version, deadlineMs, deps);
    },
  };
}
