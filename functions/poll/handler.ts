import { openDeployment } from '../engine/deployment.ts';

// The line above stays first: the bundle is 1 % smaller with the AWS clients before all else.

import { log } from '../adapters/aws/log.ts';
import { createWalletMetrics } from '../adapters/aws/wallet-metrics.ts';
import { createHeartbeat } from '../adapters/notify/heartbeat.ts';
import { createSnsSubscriptions } from '../adapters/notify/sns/sns-subscriptions.ts';
import { createWalletReads } from '../adapters/smartlyq/wallet-reads.ts';
import { createDigestStore } from '../adapters/table/digest-item.ts';
import { createEventStore } from '../adapters/table/event-items.ts';
import type { DigestTimes } from '../core/digest/digest-period.ts';
import { deliverDigest } from '../engine/deliver-digest.ts';
import { type DigestKeeper, lastDigest } from '../engine/last-digest.ts';
import { parsePollRequest } from '../engine/poll-request.ts';
import { loadOtherWallets, walletOf } from '../settings/wallet-settings.ts';
import { pollOnEvent } from './poll-on-event.ts';
import type { PollRuntime } from './poll-runtime.ts';
import { pollWallet } from './poll-wallet.ts';
import { sendTest, type TestResult } from './send-test.ts';

const deployment = openDeployment(new URL('./runway.config.json', import.meta.url));
const { settings, environment, secrets, dynamodb, sns, allowLoopback } = deployment;
const events = createEventStore(dynamodb, environment.table);

/** Invoked by EventBridge Scheduler, once per wallet and interval; with `event` by the webhook; with `test` by a person. */
export async function handler(input: unknown): Promise<TestResult | undefined> {
  const { wallet, event, test } = parsePollRequest(input);
  const runtime = createRuntime(wallet);
  if (test) return sendTest(runtime);
  if (event) await pollOnEvent(event, events, runtime);
  else await pollWallet(runtime);
  return undefined;
}

function createRuntime(id: string): PollRuntime {
  const { apiKeyParameter, subAccounts } = walletOf(settings, id);
  const api = deployment.vendorOptions(apiKeyParameter);
  const isFirst = id === settings.wallets[0]?.id;
  const { heartbeatParameter } = settings;
  return {
    ...deployment.walletRuntime(id),
    vendor: createWalletReads(api),
    requestLog: createWalletReads({ ...api, maxAttempts: 1 }),
    events,
    subscriptions: createSnsSubscriptions({
      client: sns,
      topicArn: environment.topicArn,
      // Every wallet wants to know how many listen; one is enough to tell who does not.
      emails: isFirst ? settings.email : [],
    }),
    otherWallets: loadOtherWallets(settings, id),
    digest: settings.digest && isFirst ? createDigestKeeper(settings.digest) : undefined,
    isAgency: subAccounts !== undefined,
    heartbeat:
      heartbeatParameter === undefined
        ? undefined
        : createHeartbeat({
            url: secrets.source(heartbeatParameter),
            allowLoopback,
            onMissed: (why) => log.warn('heartbeat missed', { wallet: id, why }),
          }),
    metrics: settings.metrics
      ? createWalletMetrics((why) => log.warn('metrics missed', { wallet: id, why }))
      : undefined,
  };
}

/** One wallet's polls look after the digest, which tells of all. */
function createDigestKeeper(times: DigestTimes): DigestKeeper {
  const { shared, channels } = deployment;
  const digests = createDigestStore(dynamodb, environment.table, shared.clock);
  return {
    lastDue: (doneId, nowMs) => lastDigest(doneId, nowMs, times, settings.timeZone, digests),
    async finish(id, deadlineMs) {
      const { claim, version } = await digests.load(id);
      if (claim === undefined) return;
      await deliverDigest(claim, version, deadlineMs, { ...shared, ...channels(), digests });
    },
  };
}
