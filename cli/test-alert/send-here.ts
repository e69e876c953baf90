import { fixedSecret } from '../../functions/adapters/aws/secret-source.ts';
import { createSlackWebhook } from '../../functions/adapters/notify/slack/slack-webhook.ts';
import { createWalletStore } from '../../functions/adapters/table/wallet-store.ts';
import { slackChannel, snsChannel } from '../../functions/engine/channels.ts';
import { sendTest, type TestResult } from '../../functions/poll/send-test.ts';
import { POLL_TIMEOUT_SECONDS } from '../../functions/settings/environment.ts';
import { CommandError } from '../command-error.ts';
import { webhookUrlFault } from '../deployment/check-slack.ts';
import { settingsHere } from '../local/settings.ts';
import { openLocalTable } from '../local/table.ts';
import { createLocalTopic } from '../local/topic.ts';
import { checkWalletHere } from '../wallet-access.ts';

const SILENT = { info: () => {}, warn: () => {}, error: () => {} };

/**
 * The way of an alert on this machine: local topic and SLACK_WEBHOOK_URL. The record goes to a table in
 * memory: the store may be in use by a watch, and a test is no part of a wallet's history there.
 * @throws CommandError naming the wallets there are, when neither settings nor store know this one
 */
export async function sendHere(wallet: string, write: (text: string) => void): Promise<TestResult> {
  await checkWalletHere(wallet);
  const slackUrl = process.env.SLACK_WEBHOOK_URL?.trim() ?? '';
  const fault = slackUrl === '' ? undefined : webhookUrlFault(slackUrl, true);
  if (fault !== undefined) throw new CommandError(`SLACK_WEBHOOK_URL: ${fault}`);
  const channels = [snsChannel(createLocalTopic({ write }))];
  if (slackUrl !== '') {
    const url = fixedSecret(slackUrl, 'SLACK_WEBHOOK_URL');
    const webhook = createSlackWebhook({ name: 'webhook', url, allowLoopback: true });
    channels.push(slackChannel(webhook, 'info'));
  }
  const table = await openLocalTable();
  try {
    return await sendTest({
      wallet: { id: wallet, name: wallet },
      store: createWalletStore(table.client, table.tableName),
      channels,
      policy: { levelsDays: [7, 3, 1], timeZone: settingsHere()?.timeZone ?? 'UTC' },
      pollMinutes: 15,
      timeoutMs: POLL_TIMEOUT_SECONDS * 1_000,
      clock: Date.now,
      log: SILENT,
    });
  } finally {
    await table.close();
  }
}
