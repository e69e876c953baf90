import { SNSClient, SubscribeCommand } from '@aws-sdk/client-sns';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createSnsSubscriptions } from '../../../../../functions/adapters/notify/sns/sns-subscriptions.ts';
import { LOCAL_AWS, startTopicWithQueue } from '../../../../support/topic-with-queue.ts';
import { loopbackServer } from '../../http/loopback-server.ts';

interface Listed {
  readonly protocol?: string;
  readonly endpoint: string;
  readonly arn: string;
}

const ARN = 'arn:aws:sns:eu-west-1:123456789012:alerts:5f0a';

/** SNS as it answers in its query protocol, a page for each list. */
async function snsListing(...pages: readonly (readonly Listed[])[]) {
  const { url, requests } = await loopbackServer((response, turn) => {
    const members = (pages[turn - 1] ?? []).map(
      ({ protocol = 'email', endpoint, arn }) =>
        `<member><Owner>123456789012</Owner><Protocol>${protocol}</Protocol><Endpoint>${endpoint}</Endpoint><SubscriptionArn>${arn}</SubscriptionArn><TopicArn>t</TopicArn></member>`,
    );
    const next = turn < pages.length ? `<NextToken>page-${turn + 1}</NextToken>` : '';
    response
      .writeHead(200, { 'content-type': 'text/xml' })
      .end(
        `<ListSubscriptionsByTopicResponse><ListSubscriptionsByTopicResult><Subscriptions>${members.join('')}</Subscriptions>${next}</ListSubscriptionsByTopicResult><ResponseMetadata><RequestId>r</RequestId></ResponseMetadata></ListSubscriptionsByTopicResponse>`,
      );
  });
  return { client: new SNSClient({ ...LOCAL_AWS, endpoint: url, maxAttempts: 1 }), requests };
}

const topicArn = 'arn:aws:sns:eu-west-1:123456789012:alerts';

describe('the subscriptions of a topic', () => {
  it('that were confirmed are counted, whoever subscribed', async () => {
    const topic = await startTopicWithQueue();
    onTestFinished(() => topic.close());
    const { sns, topicArn: realArn } = topic;
    await sns.send(
      new SubscribeCommand({
        TopicArn: realArn,
        Protocol: 'https',
        Endpoint: 'https://example.com/hook',
      }),
    );
    const reader = createSnsSubscriptions({ client: sns, topicArn: realArn, emails: [] });
    const { confirmed, unreached } = await reader.read();
    expect(confirmed).toBeGreaterThanOrEqual(1);
    expect(unreached).toEqual([]);
  });

  it('tell a pending address from one that has gone, over all pages and in any case of letters', async () => {
    const { client, requests } = await snsListing(
      [
        { endpoint: 'Anna@example.com', arn: ARN },
        { endpoint: 'bert@example.com', arn: 'PendingConfirmation' },
      ],
      [
        { endpoint: 'cora@example.com', arn: 'Deleted' },
        { protocol: 'sqs', endpoint: 'arn:aws:sqs:eu-west-1:1:q', arn: ARN },
      ],
    );
    const emails = ['anna@example.com', 'bert@example.com', 'cora@example.com', 'dora@example.com'];
    expect(await createSnsSubscriptions({ client, topicArn, emails }).read()).toEqual({
      confirmed: 2,
      unreached: [
        { address: 'bert@example.com', why: 'pending' },
        { address: 'cora@example.com', why: 'gone' },
        { address: 'dora@example.com', why: 'gone' },
      ],
    });
    expect(requests).toHaveLength(2);
  });
});
