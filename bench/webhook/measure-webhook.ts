import { once } from 'node:events';
import { join, resolve } from 'node:path';
import type { LambdaFunctionURLResult } from 'aws-lambda';
import { VARIABLES } from '../../functions/settings/environment.ts';
import { signatureOf } from '../../simulator/webhooks.ts';
import { startFunctionUrl } from '../../test/support/function-url.ts';
import { bundleAsDeployed, POLL_ENTRY } from '../lambda/bundles.ts';
import { startInvokeService } from '../lambda/invoke-service.ts';
import { type LocalFunction, localFunction } from '../lambda/local-function.ts';
import type { Bench, Section } from '../output/section.ts';
import { quantile } from '../output/statistics.ts';
import { fixed } from '../output/text.ts';
import { type LambdaWorld, startLambdaWorld } from '../world/lambda-world.ts';
import { QUARTER_MS, quietPast } from '../world/past.ts';
import { type PublishWatch, startPublishWatch } from '../world/publish-watch.ts';
import { writeHistory, writeState } from '../world/write-past.ts';

const WARM = 100;
const COLD = 20;
/** Deliveries that are not counted: the first of each process. */
const WARM_UP = 5;
const MAX_WAIT_MS = 30_000;
const SECRET = 'whsec_bench000000000000';
const WEBHOOK_ENTRY = resolve(import.meta.dirname, '../../functions/webhook/handler.ts');

interface Delivered {
  /** Until the vendor had its 200, milliseconds. */
  readonly acknowledgedMs: number;
  /** Until SNS had accepted the alert, milliseconds. */
  readonly acceptedMs: number;
}

/** Wallets that were full a quarter of an hour ago and are empty now, of which the vendor tells one by one. */
export const benchWebhook: Bench = async (progress) => {
  const wallets = Array.from({ length: WARM_UP + WARM + COLD }, (_, n) => `wallet-${n}`);
  const past = quietPast(28, Date.now() - QUARTER_MS);
  const world = await startLambdaWorld({ wallets, balance: 1, webhookSecret: SECRET });
  const deployed = await deploy(world);
  try {
    for (const [done, wallet] of wallets.entries()) {
      progress((0.5 * done) / wallets.length, 'writing histories');
      await writeHistory(world.table, wallet, { readings: past.readings.slice(-4), days: [] });
      await writeState(world.table, wallet, past);
    }
    const delivered: Delivered[] = [];
    for (const [done, wallet] of wallets.entries()) {
      progress(0.5 + (0.5 * done) / wallets.length, 'delivering');
      if (done >= WARM_UP + WARM) deployed.forget();
      delivered.push(await deliver(wallet, deployed));
      await deployed.ended();
    }
    return [sectionOf(delivered.slice(WARM_UP, WARM_UP + WARM), delivered.slice(WARM_UP + WARM))];
  } finally {
    await deployed.close();
    await world.close();
  }
};

interface Deployed {
  /** The webhook's address. */
  readonly url: string;
  readonly watch: PublishWatch;
  /** Rejects when a poll has failed. */
  readonly failed: Promise<never>;
  /** Resolves when the poll has come to its end. */
  ended(): Promise<void>;
  /** The next delivery finds no process. */
  forget(): void;
  close(): Promise<void>;
}

/** The webhook behind its address, Lambda's queue behind it, the poll behind that, and SNS under watch. */
async function deploy({
  topicEndpoint,
  scratch,
  settingsFile,
  env,
}: LambdaWorld): Promise<Deployed> {
  const bundled = (name: string, entry: string) =>
    bundleAsDeployed(entry, join(scratch, name), settingsFile).file;
  const watch = await startPublishWatch(topicEndpoint);
  const poll = localFunction(bundled('poll', POLL_ENTRY), {
    ...env,
    AWS_ENDPOINT_URL_SNS: watch.endpoint,
  });
  const { promise: failed, reject } = Promise.withResolvers<never>();
  failed.catch(() => undefined);
  const lambda = await startInvokeService(poll, reject);
  const webhook: LocalFunction = localFunction(bundled('webhook', WEBHOOK_ENTRY), {
    ...env,
    AWS_ENDPOINT_URL_LAMBDA: lambda.endpoint,
    [VARIABLES.pollFunction]: 'poll',
  });
  const address = await startFunctionUrl(
    (event) => webhook.invoke(event) as Promise<LambdaFunctionURLResult>,
  );
  return {
    url: address.url,
    watch,
    failed,
    ended: poll.ended,
    forget() {
      webhook.forget();
      poll.forget();
    },
    async close() {
      webhook.close();
      poll.close();
      await Promise.all([address.close(), lambda.close(), watch.close()]);
    },
  };
}

/** One event, signed and sent as the vendor does. */
async function deliver(wallet: string, { url, watch, failed }: Deployed): Promise<Delivered> {
  const body = JSON.stringify({
    id: `evt_${wallet}`,
    event: 'balance.depleted',
    created_at: new Date().toISOString(),
    data: { balance: 1 },
  });
  const accepted = watch.accepted(wallet);
  const beganMs = performance.now();
  const { status } = await fetch(`${url}${wallet}`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'x-smartlyq-signature': signatureOf(body, SECRET, Date.now()),
    },
    body,
  });
  const acknowledgedMs = performance.now() - beganMs;
  if (status !== 200) throw new Error(`the webhook answered ${status}`);
  const late = once(AbortSignal.timeout(MAX_WAIT_MS), 'abort').then(() => {
    throw new Error(`no alert of ${wallet} within ${MAX_WAIT_MS} ms`);
  });
  late.catch(() => undefined);
  return { acknowledgedMs, acceptedMs: (await Promise.race([accepted, failed, late])) - beganMs };
}

function sectionOf(warm: readonly Delivered[], cold: readonly Delivered[]): Section {
  const row = (what: string, values: readonly number[]) => [
    what,
    ...[0.5, 0.95, 1].map((share) => `${fixed(quantile(values, share))} ms`),
  ];
  const ofAcceptance = (some: readonly Delivered[]) => some.map(({ acceptedMs }) => acceptedMs);
  const ofAnswer = (some: readonly Delivered[]) => some.map(({ acknowledgedMs }) => acknowledgedMs);
  const figure = (kind: string, some: readonly Delivered[]) => ({
    name: `a signed webhook to SNS accepted, p95 of ${some.length}, ${kind}`,
    value: quantile(ofAcceptance(some), 0.95) / 1_000,
    unit: 's',
    atMost: 2,
  });
  return {
    title: `${warm.length + cold.length} signed webhooks about empty wallets, one after the other`,
    head: ['from the vendor sending it', 'p50', 'p95', 'most'],
    rows: [
      row('warm: answered with 200', ofAnswer(warm)),
      row('warm: alert accepted by SNS', ofAcceptance(warm)),
      row('both functions cold: answered with 200', ofAnswer(cold)),
      row('both functions cold: alert accepted by SNS', ofAcceptance(cold)),
    ],
    notes: [
      "Both functions as deployed, each in a process of its own; the vendor's API, Parameter Store, the table, Lambda's queue and SNS on loopback.",
    ],
    figures: [figure('warm', warm), figure('both functions cold', cold)],
  };
}
