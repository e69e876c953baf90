import { expect, it, onTestFinished } from 'vitest';
import { startSlackStandIn } from '../../../cli/local/slack-stand-in.ts';
import { openLocalTable } from '../../../cli/local/table.ts';
import { fixedSecret } from '../../../functions/adapters/aws/secret-source.ts';
import { createWalletStore } from '../../../functions/adapters/table/wallet-store.ts';
import type { Message } from '../../../functions/core/wording/message.ts';
import { postedChannel } from '../../../functions/engine/channels.ts';
import type { PollRuntime } from '../../../functions/poll/poll-runtime.ts';
import { pollWallet } from '../../../functions/poll/poll-wallet.ts';
import { POLICY, reading, START_MS } from '../../support/falling-wallet.ts';

const SILENT = { info: () => {}, warn: () => {}, error: () => {} };

it('a run that is thawed after its lease sends nothing, and one that waits has not answered', async () => {
  const [table, slack] = await Promise.all([openLocalTable(), startSlackStandIn()]);
  onTestFinished(async () => {
    await Promise.all([table.close(), slack.close()]);
  });
  let nowMs = START_MS;
  const mails: Message[] = [];
  const store = createWalletStore(table.client, table.tableName);
  const thaw = Promise.withResolvers<void>();
  const frozen = Promise.withResolvers<void>();
  const depsOf = (
    sleep: () => Promise<void>,
    more: Partial<PollRuntime['store']> = {},
  ): PollRuntime => ({
    wallet: { id: 'main', name: 'main' },
    store: { ...store, ...more },
    vendor: {
      readBalance: async () => ({ reading: reading(nowMs, 0), ignored: [], isTestKey: false }),
    },
    channels: [
      {
        name: 'sns',
        minSeverity: 'info',
        send: async (message) => {
          mails.push(message);
          return { state: 'accepted' };
        },
      },
      postedChannel({
        type: 'slack',
        name: 'team',
        secret: fixedSecret(slack.url),
        allowLoopback: true,
        sleep,
      }),
    ],
    policy: POLICY,
    pollMinutes: 15,
    timeoutMs: 60_000,
    clock: () => nowMs,
    log: SILENT,
  });

  // Mail was taken, but the table takes no record of it; Slack asks for a pause, in which the run is frozen.
  slack.answerWith(429, 'ratelimited', { 'retry-after': '1' });
  const freeze = async () => {
    frozen.resolve();
    await thaw.promise;
  };
  const throttled = async () => {
    throw new Error('ThrottlingException');
  };
  let hasAnswered = false;
  const first = pollWallet(depsOf(freeze, { recordAttempts: throttled }))
    .catch((error: unknown) => error)
    .finally(() => {
      hasAnswered = true;
    });
  await frozen.promise;
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(hasAnswered).toBe(false);

  nowMs += 15 * 60_000;
  slack.answerWith(200);
  await pollWallet(depsOf(() => Promise.resolve()));
  expect(slack.messages).toHaveLength(1);

  thaw.resolve();
  expect(await first).toMatchObject({ message: 'ThrottlingException' });
  expect(slack.messages).toHaveLength(1);
  expect(mails.map(({ event }) => event.possibleRepeat)).toEqual([false, true]);

  nowMs += 15 * 60_000;
  await pollWallet(depsOf(() => Promise.resolve()));
  expect(slack.messages).toHaveLength(1);
  expect(mails).toHaveLength(2);
  expect((await store.load('main', nowMs)).state?.outbox).toEqual([]);
});
