import { createDigestStore } from '../adapters/table/digest-item.ts';
import { createSweepStore } from '../adapters/table/sweep-items.ts';
import { periodEnding } from '../core/digest/digest-period.ts';
import { openDeployment } from '../engine/deployment.ts';
import { staleAfterMs } from '../engine/runtime.ts';
import { alarmCount } from '../settings/alarm-count.ts';
import { DIGEST_TIMEOUT_SECONDS, WALLET_METRICS } from '../settings/environment.ts';
import { policyOf } from '../settings/policy-of.ts';
import { sendDigest } from './send-digest.ts';

const deployment = openDeployment(new URL('./runway.config.json', import.meta.url));
const { settings, environment, dynamodb, store, shared } = deployment;
const { timeZone, pollMinutes, levelsDays, wallets, digest, metrics } = settings;

/** Invoked by EventBridge Scheduler at the owner's time of day; a retry names the same time. */
export async function handler(event: { readonly scheduledAt: string }): Promise<void> {
  const every = digest?.every ?? 'day';
  await sendDigest(periodEnding(Date.parse(event.scheduledAt), every, timeZone), {
    ...shared,
    ...deployment.channels(),
    store,
    sweeps: createSweepStore(dynamodb, environment.table),
    digests: createDigestStore(dynamodb, environment.table, shared.clock),
    wallets,
    policyOf: (wallet) => policyOf(settings, wallet),
    staleAfterMs: staleAfterMs(pollMinutes),
    pollMinutes,
    levelsDays,
    timeZone,
    alarms: alarmCount(settings),
    metricsAWallet: metrics ? WALLET_METRICS.length : 0,
    timeoutMs: DIGEST_TIMEOUT_SECONDS * 1_000,
  });
}
