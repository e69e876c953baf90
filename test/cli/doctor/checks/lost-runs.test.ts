import { CreateQueueCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { buildApp } from 'fauxqs';
import { describe, expect, it, onTestFinished } from 'vitest';
import { checkLostRuns } from '../../../../cli/doctor/checks/lost-runs.ts';
import { HOUR_MS } from '../../../../functions/core/ledger/durations.ts';
import { OUTPUTS } from '../../../../functions/settings/outputs.ts';
import { LOCAL_AWS } from '../../../support/topic-with-queue.ts';
import { patient } from '../patient.ts';

async function scene() {
  const app = buildApp({ logger: false });
  onTestFinished(() => app.close());
  const endpoint = await app.listen({ host: '127.0.0.1', port: 0 });
  const sqs = new SQSClient({ ...LOCAL_AWS, endpoint });
  const { QueueUrl = '' } = await sqs.send(new CreateQueueCommand({ QueueName: 'lost' }));
  const outputs = { [OUTPUTS.deadLetters]: QueueUrl };
  return {
    lose: (body: object, reason?: string) =>
      sqs.send(
        new SendMessageCommand({
          QueueUrl,
          MessageBody: JSON.stringify(body),
          ...(reason && {
            MessageAttributes: { ERROR_MESSAGE: { DataType: 'String', StringValue: reason } },
          }),
        }),
      ),
    check: async (laterMs = 0) =>
      checkLostRuns(await patient({ outputs, aws: { sqs }, nowMs: Date.now() + laterMs })),
  };
}

/** As Lambda's failure destination writes it. */
const LOST = {
  version: '1.0',
  requestContext: {
    functionArn: 'arn:aws:lambda:eu-west-1:123456789012:function:reader:$LATEST',
    condition: 'RetriesExhausted',
    approximateInvokeCount: 3,
  },
  requestPayload: { wallet: 'main' },
  responsePayload: { errorMessage: 'the table is gone (key sqk_live_0123456789abcdef)' },
};

describe('runs that AWS gave up', () => {
  it('are none in a stack that works', async () => {
    const { check } = await scene();
    expect(await check()).toEqual([
      { what: 'lost runs', isOk: true, said: 'none in the last 14 days' },
    ]);
  });

  it('are named with their wallet, why, and whose log says more, and are looked at again', async () => {
    const { lose, check } = await scene();
    await lose(LOST);
    for (let time = 0; time < 2; time++) {
      const [finding] = await check();
      expect(finding).toMatchObject({
        isOk: false,
        said: '1 in the last 14 days; main: the table is gone (key [API key]), 1 minute ago',
        advice: expect.stringMatching(/function:reader /),
      });
    }
  });

  it('may be one that Scheduler could not start, and are past after three hours', async () => {
    const { lose, check } = await scene();
    await lose({ scheduledAt: '2026-11-24T07:00:00Z' }, 'Rate exceeded');
    expect((await check())[0]?.said).toBe(
      '1 in the last 14 days; the digest: Rate exceeded, 1 minute ago',
    );
    expect(await check(4 * HOUR_MS)).toMatchObject([{ isOk: true }]);
  });
});
