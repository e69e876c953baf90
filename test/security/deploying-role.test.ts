import { describe, expect, it } from 'vitest';
import policy from '../../infra/deploying-role.json' with { type: 'json' };
import { ACCOUNT, isAllowed, REGION } from '../support/synthesised-policies.ts';
import { actionsUsedBy } from './commands-of.ts';

const arn = (rest: string) =>
  `arn:aws:${rest.replace(':R:', `:${REGION}:`).replace(':A:', `:${ACCOUNT}:`)}`;
/** A resource of the stack for the calls of each service, as CloudFormation names it. */
const OURS: Readonly<Record<string, string>> = {
  cloudformation: arn('cloudformation:R:A:stack/SmartlyqRunway/1f2e'),
  cloudwatch: arn('cloudwatch:R:A:alarm:SmartlyqRunway-PollsMissing'),
  dynamodb: arn('dynamodb:R:A:table/SmartlyqRunway-Table'),
  lambda: arn('lambda:R:A:function:SmartlyqRunway-Poll'),
  scheduler: arn('scheduler:R:A:schedule/group/SmartlyqRunway-main'),
  sqs: arn('sqs:R:A:SmartlyqRunway-LostRuns'),
  sns: arn('sns:R:A:SmartlyqRunway-Alerts'),
  ssm: arn('ssm:R:A:parameter/smartlyq-runway/main/api-key'),
};
const THEIRS = Object.fromEntries(
  Object.entries(OURS).map(([service, resource]) => [
    service,
    resource.replace('SmartlyqRunway', 'Other').replace('smartlyq-runway', 'other'),
  ]),
);
/** AWS knows no resource for these. */
const FOR_ANY = [
  'cloudwatch:DescribeAlarms',
  'cloudwatch:GetMetricStatistics',
  'lambda:GetAccountSettings',
];
/** Calls of the local store and of test-alert without a stack, which go to no AWS account. */
const LOCAL = ['dynamodb:CreateTable', 'sns:Publish'];
/** Whoever has the token of AWS's mail may call it. */
const BY_TOKEN = 'sns:ConfirmSubscription';

const may = (action: string, resource = '*', context = {}) =>
  isAllowed([policy], { action, resource, context });
const actions = (await actionsUsedBy('cli/runway.ts'))
  .map((action) => action.replace('@aws-sdk/client-', ''))
  .filter((action) => !LOCAL.includes(action));

describe('the deploying role', () => {
  it.each(actions)('may %s, where it is of the stack alone', async (action) => {
    const service = action.split(':')[0] ?? '';
    if (action === 'ssm:GetServiceSetting') {
      const setting = arn('ssm:R:A:servicesetting/ssm/parameter-store/high-throughput-enabled');
      return expect(await may(action, setting)).toBe(true);
    }
    if (FOR_ANY.includes(action)) return expect(await may(action)).toBe(true);
    expect(await may(action, OURS[service])).toBe(true);
    if (action !== BY_TOKEN) expect(await may(action, THEIRS[service])).toBe(false);
  });

  it('deploys through the roles of the bootstrap, and no other', async () => {
    expect(await may('sts:AssumeRole', arn('iam::A:role/cdk-hnb659fds-deploy-role'))).toBe(true);
    expect(await may('sts:AssumeRole', arn('iam::A:role/Admin'))).toBe(false);
  });

  it('passes roles of the stack to Scheduler alone', async () => {
    const role = arn('iam::A:role/SmartlyqRunway-Schedules');
    const to = (service: string) => ({ 'iam:PassedToService': `${service}.amazonaws.com` });
    expect(await may('iam:PassRole', role, to('scheduler'))).toBe(true);
    expect(await may('iam:PassRole', role, to('lambda'))).toBe(false);
  });

  it.each([
    ['iam:CreateRole', arn('iam::A:role/SmartlyqRunway-x')],
    ['iam:PutRolePolicy', arn('iam::A:role/SmartlyqRunway-x')],
    ['lambda:UpdateFunctionCode', OURS.lambda],
    ['dynamodb:DeleteItem', OURS.dynamodb],
    ['dynamodb:Scan', OURS.dynamodb],
    ['ssm:GetParameter', arn('ssm:R:A:parameter/prod/database')],
    ['sns:Publish', OURS.sns],
    ['cloudformation:UpdateStack', OURS.cloudformation],
  ])('may not %s', async (action, resource) => {
    expect(await may(action, resource)).toBe(false);
  });
});
