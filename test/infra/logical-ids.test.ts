import { expect, it } from 'vitest';
import { templateOf } from './stack.ts';

/**
 * CloudFormation knows a part by its logical id: under another one an upgrade would make a new part and drop this one,
 * and with it the history, subscriptions that people confirmed, and addresses that SmartlyQ and sent links lead to.
 */
const KEPT = {
  AlertsTopicCF7C81C9: 'AWS::SNS::Topic',
  AlertsTopicaexamplecom74F99C45: 'AWS::SNS::Subscription',
  DeadLettersQueue631681B1: 'AWS::SQS::Queue',
  DigestGroup4B0CB3B0: 'AWS::Scheduler::ScheduleGroup',
  DigestSenderLogs267C71FD: 'AWS::Logs::LogGroup',
  HistoryTable4479EEA3: 'AWS::DynamoDB::GlobalTable',
  OpsTopicCA671FE6: 'AWS::SNS::Topic',
  OpsTopicaexamplecomD96438B2: 'AWS::SNS::Subscription',
  PageReportFunctionFunctionUrl15D87E22: 'AWS::Lambda::Url',
  PageReportLogsDFC4A3DA: 'AWS::Logs::LogGroup',
  PollLogs32C736EC: 'AWS::Logs::LogGroup',
  SchedulesGroupD276B6F4: 'AWS::Scheduler::ScheduleGroup',
  SubAccountsGroupB74E62BF: 'AWS::Scheduler::ScheduleGroup',
  SubAccountsReaderLogs1137A06B: 'AWS::Logs::LogGroup',
  WebhookReceiverFunctionFunctionUrlFC5560CE: 'AWS::Lambda::Url',
  WebhookReceiverLogs45815E0E: 'AWS::Logs::LogGroup',
} as const;

it('an upgrade keeps what people rely on: table, topics, addresses, schedule groups and logs', () => {
  const { Resources } = templateOf({
    wallets: [{ id: 'main', subAccounts: 'all', webhookSecretParameter: '/webhook-secret' }],
    digest: { every: 'day' },
    email: 'a@example.com',
  }).toJSON();
  const types = [
    'AWS::DynamoDB::GlobalTable',
    'AWS::SNS::Topic',
    'AWS::SNS::Subscription',
    'AWS::SQS::Queue',
    'AWS::Lambda::Url',
    'AWS::Scheduler::ScheduleGroup',
    'AWS::Logs::LogGroup',
  ];
  const found = Object.entries<{ Type: string }>(Resources)
    .filter(([, { Type }]) => types.includes(Type))
    .map(([id, { Type }]) => [id, Type]);
  expect(Object.fromEntries(found)).toEqual(KEPT);
});
