import { fixedSecret } from '../../functions/adapters/aws/secret-source.ts';
import { createSmartlyqClient } from '../../functions/adapters/smartlyq/smartlyq-client.ts';
import { createSnoozeStore } from '../../functions/adapters/table/snooze-item.ts';
import { createWalletStore } from '../../functions/adapters/table/wallet-store.ts';
import type { Alert } from '../../functions/core/alert/alert.ts';
import { DAY_MS, MINUTE_MS } from '../../functions/core/ledger/durations.ts';
import type { Reading } from '../../functions/core/ledger/reading.ts';
import type { Policy } from '../../functions/core/state/policy.ts';
import type { SlackMessage } from '../../functions/core/wording/channels/slack.ts';
import type { Message } from '../../functions/core/wording/message.ts';
import { postedChannel } from '../../functions/engine/channels.ts';
import { pollWallet } from '../../functions/poll/poll-wallet.ts';
import { loadReport } from '../../functions/report/load-report.ts';
import { renderPage } from '../../functions/report/page/render-page.ts';
import { startSimulator } from '../../simulator/server.ts';
import type { SimulatedWallet } from '../../simulator/wallet.ts';
import { startSlackStandIn } from '../local/slack-stand-in.ts';
import { type LocalTable, openLocalTable } from '../local/table.ts';
import { createOwner } from './owner.ts';

const WALLET = { id: 'main', name: 'main' };

export interface TimeLapseOptions {
  readonly wallet: SimulatedWallet;
  readonly startMs: number;
  readonly days: number;
  readonly pollMinutes: number;
  readonly policy: Policy;
  /** The owner looks after the wallet this long after it ran out, and not before. */
  readonly refill: { readonly credits: number; readonly afterHours: number };
  /** One alert as it arrives in both places. */
  readonly onAlert: (atMs: number, mail: Message, slack: SlackMessage | undefined) => void;
  readonly onRefill: (atMs: number, credits: number) => void;
  /** After each poll; 0 … 1. */
  readonly onProgress: (share: number, atMs: number) => void;
}

/** The alerts are the demo's output; a log line for each of 2,000 polls would bury them. */
const SILENT = { info: () => {}, warn: () => {}, error: () => {} };

/** What the summary is made of. */
export interface TimeLapse {
  readonly readings: readonly Reading[];
  readonly alerts: readonly Alert[];
  /** The wallet's page as it would be at the end. */
  readonly page: string;
}

/**
 * Days in seconds: the same poll as the Lambda's, on a clock that jumps, against a simulated vendor,
 * a table in memory and a Slack stand-in, each over real HTTP.
 */
export async function runTimeLapse(options: TimeLapseOptions): Promise<TimeLapse> {
  const { wallet, startMs, days, pollMinutes, policy } = options;
  let nowMs = startMs;
  const clock = () => nowMs;
  const mails: Message[] = [];
  const simulator = await startSimulator({ wallet, clock, shape: 'older' });
  const slack = await startSlackStandIn();
  const table = await openLocalTable();
  const readings: Reading[] = [];
  const alerts: Alert[] = [];
  try {
    const vendor = createSmartlyqClient({
      baseUrl: simulator.url,
      apiKey: fixedSecret('sqk_live_simulator'),
      clock,
      allowLoopback: true,
    });
    const poll = () =>
      pollWallet({
        wallet: WALLET,
        store: createWalletStore(table.client, table.tableName),
        vendor,
        requestLog: vendor,
        channels: [
          {
            name: 'sns',
            minSeverity: 'info',
            send: (message) => {
              mails.push(message);
              return Promise.resolve({ state: 'accepted' });
            },
          },
          postedChannel({
            type: 'slack',
            name: 'team',
            secret: fixedSecret(slack.url),
            allowLoopback: true,
          }),
        ],
        policy,
        pollMinutes,
        timeoutMs: 60_000,
        clock,
        log: SILENT,
      });

    const endMs = startMs + days * DAY_MS;
    const owner = createOwner(options);
    for (; nowMs <= endMs; nowMs += pollMinutes * MINUTE_MS) {
      const report = await poll();
      if (report === undefined) throw new Error('the simulator lost its key');
      readings.push(report.reading);
      alerts.push(...report.alerts);
      for (const mail of mails.splice(0)) options.onAlert(nowMs, mail, slack.messages.shift());
      owner.look(report.reading);
      options.onProgress((nowMs - startMs) / (endMs - startMs), nowMs);
    }
    const lastMs = nowMs - pollMinutes * MINUTE_MS;
    return { readings, alerts, page: await pageOf(table, policy, pollMinutes, lastMs) };
  } finally {
    await Promise.all([simulator.close(), slack.close(), table.close()]);
  }
}

async function pageOf(
  { client, tableName }: LocalTable,
  policy: Policy,
  pollMinutes: number,
  nowMs: number,
): Promise<string> {
  const wallet = await loadReport(WALLET, policy, pollMinutes, nowMs, {
    store: createWalletStore(client, tableName),
    snoozes: createSnoozeStore(client, tableName),
  });
  return renderPage({ nowMs, timeZone: policy.timeZone, wallet, canSnooze: false });
}
