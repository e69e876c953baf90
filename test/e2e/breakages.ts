import { CloudWatchClient, DisableAlarmActionsCommand } from '@aws-sdk/client-cloudwatch';
import { DynamoDBClient, UpdateTableCommand } from '@aws-sdk/client-dynamodb';
import {
  GetFunctionConfigurationCommand,
  LambdaClient,
  UpdateFunctionConfigurationCommand,
} from '@aws-sdk/client-lambda';
import {
  GetTopicAttributesCommand,
  ListSubscriptionsByTopicCommand,
  SetTopicAttributesCommand,
  SNSClient,
  UnsubscribeCommand,
} from '@aws-sdk/client-sns';
import { DeleteParameterCommand, PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import type { Run } from './run.ts';
import { scheduleBreakages } from './schedule-breakages.ts';

export interface Breakage {
  readonly name: string;
  /** @returns what puts it right again; absent where `doctor --fix` does */
  readonly cause: () => Promise<(() => Promise<unknown>) | undefined>;
  /** What doctor has to say, and to advise. */
  readonly notified: RegExp;
}

/** Each of them is something that happens to a deployment, by hand or by itself. */
export function breakages(run: Run): Breakage[] {
  const { stack, keyParameter, key, slackParameter, api, inboxes } = run;
  const ssm = new SSMClient();
  const put = (Name: string, Value: string, Type: 'String' | 'SecureString' = 'SecureString') =>
    ssm.send(new PutParameterCommand({ Name, Value, Type, Overwrite: true }));
  const forget = (Name: string) => ssm.send(new DeleteParameterCommand({ Name }));
  return [
    {
      name: 'the key is deleted',
      notified: /WRONG key of main: nothing is stored at .*\n\s+store it: .*setup --wallet main/,
      async cause() {
        await forget(keyParameter);
        return () => put(keyParameter, key);
      },
    },
    {
      name: 'the key is revoked',
      notified: /WRONG key of main: SmartlyQ rejects the API key .*\n\s+store a valid one: .*setup/,
      async cause() {
        api.failNext({ kind: 'status', status: 401 }, Number.POSITIVE_INFINITY);
        return async () => api.clearFaults();
      },
    },
    {
      name: 'the key is stored in plain text',
      notified: /WRONG key of main: .* is a plain String.*\n\s+store it encrypted: doctor --fix/,
      async cause() {
        await forget(keyParameter);
        await put(keyParameter, key, 'String');
        return undefined;
      },
    },
    {
      name: 'SmartlyQ is down',
      notified:
        /WRONG key of main: SmartlyQ is not available .*\n\s+try again in some minutes(.|\n)*WRONG poll of main: failed/,
      async cause() {
        api.failNext({ kind: 'status', status: 503 }, Number.POSITIVE_INFINITY);
        return async () => api.clearFaults();
      },
    },
    {
      name: 'the webhook URL is deleted',
      notified:
        /WRONG slack:team: no webhook URL is stored .*\n\s+store it: .*setup --channel slack:team/,
      async cause() {
        await forget(slackParameter);
        return () => put(slackParameter, inboxes.slack.url);
      },
    },
    {
      name: 'the webhook was removed in Slack',
      notified:
        /WRONG slack:team: Slack answered 404 no_service\n\s+make a new webhook URL in Slack/,
      async cause() {
        await put(slackParameter, `${inboxes.slack.url}-gone`);
        return () => put(slackParameter, inboxes.slack.url);
      },
    },
    ...scheduleBreakages(stack),
    {
      name: 'SmartlyQ pauses the webhook',
      notified:
        /WRONG webhook of main: SmartlyQ has set endpoint 1 to "failing".*\n\s+switch it on at https/,
      async cause() {
        const [webhook] = api.webhooks.list();
        if (webhook) webhook.status = 'failing';
        return async () => {
          if (webhook) webhook.status = 'active';
        };
      },
    },
    {
      name: "the webhook's signing secret is deleted",
      notified:
        /WRONG webhook of main: no signing secret is stored at .*\n\s+.*delete endpoint 1 at .*setup webhook/,
      async cause() {
        await forget(run.webhookParameter);
        return () => put(run.webhookParameter, run.webhookSecret);
      },
    },
    {
      name: 'somebody unsubscribes',
      notified: /WRONG alerts to .*: not subscribed\n\s+subscribe it again: doctor --fix/,
      async cause() {
        const sns = new SNSClient();
        const { Subscriptions = [] } = await sns.send(
          new ListSubscriptionsByTopicCommand({ TopicArn: stack.alertTopicArn }),
        );
        const mine = Subscriptions.find(({ Endpoint }) => Endpoint === run.email);
        await sns.send(new UnsubscribeCommand({ SubscriptionArn: mine?.SubscriptionArn }));
        return undefined;
      },
    },
    {
      name: 'the settings are edited and not deployed',
      notified: /WRONG settings: .* is not what is deployed\n\s+deploy it: npx cdk deploy/,
      async cause() {
        run.changeSettings({ levelsDays: [5, 2] });
        return async () => run.changeSettings();
      },
    },
    {
      name: 'the function has lost its variables',
      notified:
        /WRONG poll of main: failed: .*RUNWAY_TABLE is missing.*\n\s+its log says more: aws logs tail/,
      async cause() {
        const lambda = new LambdaClient();
        const FunctionName = stack.pollFunction;
        const change = async (Variables: Record<string, string>) => {
          const Environment = { Variables };
          await lambda.send(new UpdateFunctionConfigurationCommand({ FunctionName, Environment }));
        };
        const before = await lambda.send(new GetFunctionConfigurationCommand({ FunctionName }));
        await change({ RUNWAY_BASE_URL: api.url });
        return () => change(before.Environment?.Variables ?? {});
      },
    },
    {
      name: 'the key of the links is deleted',
      notified: /WRONG key of the links: nothing is stored at .*\n\s+make one: .*setup/,
      async cause() {
        await forget(run.linkKeyParameter);
        return () => put(run.linkKeyParameter, 'x'.repeat(43));
      },
    },
    {
      name: 'somebody takes the alarms their right to publish',
      notified:
        /WRONG alarms: CloudWatch may not publish on their topic\n\s+its policy was changed: put .* back/,
      async cause() {
        const sns = new SNSClient();
        const TopicArn = stack.opsTopicArn;
        const { Attributes } = await sns.send(new GetTopicAttributesCommand({ TopicArn }));
        const change = (AttributeValue: string) =>
          sns.send(
            new SetTopicAttributesCommand({ TopicArn, AttributeName: 'Policy', AttributeValue }),
          );
        await change('{"Version":"2012-10-17","Statement":[]}');
        return () => change(Attributes?.Policy ?? '');
      },
    },
    {
      name: 'the alarms are silenced',
      notified: /WRONG alarm ".*": its actions are switched off\n\s+switch them on: doctor --fix/,
      async cause() {
        const AlarmNames = [`${stack.name}: runs are lost`];
        await new CloudWatchClient().send(new DisableAlarmActionsCommand({ AlarmNames }));
        return undefined;
      },
    },
    {
      name: 'the history may be deleted',
      notified: /WRONG history: deletion protection is off\n\s+switch it on: doctor --fix/,
      async cause() {
        const change = { TableName: stack.table, DeletionProtectionEnabled: false };
        await new DynamoDBClient().send(new UpdateTableCommand(change));
        return undefined;
      },
    },
  ];
}
