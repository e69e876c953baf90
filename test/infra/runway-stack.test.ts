import { resolve } from 'node:path';
import { Match, type Template } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import {
  POLL_TIMEOUT_SECONDS,
  readEnvironment,
  VARIABLES,
} from '../../functions/settings/environment.ts';
import { settingsSource } from '../../infra/settings-source.ts';
import { functionOf, templateOf, walletsNamed } from './stack.ts';

/** The stack of one wallet and nothing else set. */
const standard = templateOf();

describe('the history table', () => {
  it('survives the stack, its own deletion and a mistake of the last 35 days', () => {
    standard.hasResource('AWS::DynamoDB::GlobalTable', {
      DeletionPolicy: 'Retain',
      UpdateReplacePolicy: 'Retain',
      Properties: {
        Replicas: [
          Match.objectLike({
            DeletionProtectionEnabled: true,
            PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
          }),
        ],
      },
    });
  });

  it('goes with the stack when told so', () => {
    templateOf({}, { isHistoryKept: false }).hasResource('AWS::DynamoDB::GlobalTable', {
      DeletionPolicy: 'Delete',
      Properties: { Replicas: [Match.objectLike({ DeletionProtectionEnabled: false })] },
    });
  });

  it('has the published keys, expires items, and is paid by use', () => {
    standard.hasResourceProperties('AWS::DynamoDB::GlobalTable', {
      KeySchema: [
        { AttributeName: 'pk', KeyType: 'HASH' },
        { AttributeName: 'sk', KeyType: 'RANGE' },
      ],
      TimeToLiveSpecification: { AttributeName: 'expiresAt', Enabled: true },
      BillingMode: 'PAY_PER_REQUEST',
    });
  });
});

describe('a table that an earlier stack left behind', () => {
  const adopting = templateOf({ historyTable: 'Earlier-HistoryTable' });

  it('takes the place of a new one', () => {
    adopting.resourceCountIs('AWS::DynamoDB::GlobalTable', 0);
    adopting.hasOutput('HistoryTable', { Value: 'Earlier-HistoryTable' });
    adopting.hasResourceProperties('AWS::Lambda::Function', {
      Environment: { Variables: { RUNWAY_TABLE: 'Earlier-HistoryTable' } },
    });
  });

  it('is granted as a new one is', () => {
    expect(JSON.stringify(adopting.findResources('AWS::IAM::Policy'))).toContain(
      ':table/Earlier-HistoryTable',
    );
  });
});

describe('the alert topic', () => {
  it('takes nothing over an open line', () => {
    standard.hasResourceProperties('AWS::SNS::TopicPolicy', {
      PolicyDocument: {
        Statement: [
          Match.objectLike({
            Effect: 'Deny',
            Action: 'sns:Publish',
            Principal: '*',
            Condition: { Bool: { 'aws:SecureTransport': 'false' } },
          }),
        ],
      },
    });
  });

  it('writes to every e-mail of the settings', () => {
    const template = templateOf({
      email: ['a@example.com', 'b@example.com'],
      opsEmail: 'ops@example.com',
    });
    template.resourceCountIs('AWS::SNS::Subscription', 3);
    for (const Endpoint of ['a@example.com', 'b@example.com']) {
      template.hasResourceProperties('AWS::SNS::Subscription', { Protocol: 'email', Endpoint });
    }
  });

  it('has no subscription where the settings name none', () => {
    standard.resourceCountIs('AWS::SNS::Subscription', 0);
  });
});

describe('the poll', () => {
  it('runs on Node 24 and arm64 for as long as its deadlines assume', () => {
    standard.hasResourceProperties('AWS::Lambda::Function', {
      Runtime: 'nodejs24.x',
      Architectures: ['arm64'],
      Timeout: POLL_TIMEOUT_SECONDS,
      Handler: 'index.handler',
    });
  });

  it('logs JSON into a group of its own, for 30 days', () => {
    const template = standard;
    const [logs] = Object.keys(template.findResources('AWS::Logs::LogGroup'));
    template.hasResource('AWS::Logs::LogGroup', {
      DeletionPolicy: 'Delete',
      Properties: { RetentionInDays: 30 },
    });
    template.hasResourceProperties('AWS::Lambda::Function', {
      LoggingConfig: { LogFormat: 'JSON', LogGroup: { Ref: logs } },
    });
  });

  it('costs no more than it must: little memory, and no line of Lambda’s own where all went well', () => {
    const [, poll] = functionOf(standard, 'Poll');
    const [, page] = functionOf(standard, 'PageReport');
    expect(poll?.Properties).toMatchObject({
      MemorySize: 256,
      LoggingConfig: { SystemLogLevel: 'WARN' },
    });
    expect(page?.Properties.MemorySize).toBe(512);
  });

  it('is told exactly the variables that it, or Node, reads', () => {
    const [, lambda] = functionOf(standard, 'Poll');
    const { NODE_OPTIONS, ...variables } = lambda?.Properties.Environment.Variables ?? {};
    expect(NODE_OPTIONS).toBe('--max-semi-space-size=2');
    const names = Object.keys(variables);
    expect(names.sort()).toEqual([VARIABLES.reportUrl, VARIABLES.table, VARIABLES.topicArn]);
    expect(() =>
      readEnvironment(Object.fromEntries(names.map((name) => [name, 'x']))),
    ).not.toThrow();
  });

  it('can be pointed at another API', () => {
    templateOf({}, { baseUrl: 'https://api.example.com/v1' }).hasResourceProperties(
      'AWS::Lambda::Function',
      { Environment: { Variables: { RUNWAY_BASE_URL: 'https://api.example.com/v1' } } },
    );
  });

  it('is tried again twice after a crash, within 10 minutes', () => {
    standard.hasResourceProperties('AWS::Lambda::EventInvokeConfig', {
      MaximumRetryAttempts: 2,
      MaximumEventAgeInSeconds: 600,
    });
  });
});

describe('reserved concurrency', () => {
  it('is none unless the settings ask for it, because a new account has none to give', () => {
    const reserved = (template: Template) =>
      Object.values(template.findResources('AWS::Lambda::Function')).map(
        ({ Properties }) => Properties.ReservedConcurrentExecutions,
      );
    expect(reserved(standard)).not.toContain(5);
    expect(reserved(templateOf({ reservedConcurrency: 5 }))).toContain(5);
  });
});

describe('the schedules', () => {
  it('are one a wallet, with its id as input and few retries', () => {
    const template = templateOf({ wallets: [{ id: 'a' }, { id: 'b' }], pollMinutes: 5 });
    template.resourceCountIs('AWS::Scheduler::Schedule', 2);
    for (const wallet of ['a', 'b']) {
      template.hasResourceProperties('AWS::Scheduler::Schedule', {
        Name: `Runway-${wallet}`,
        ScheduleExpression: 'rate(5 minutes)',
        FlexibleTimeWindow: { Mode: 'FLEXIBLE', MaximumWindowInMinutes: 1 },
        Target: {
          Input: JSON.stringify({ wallet }),
          RetryPolicy: { MaximumRetryAttempts: 2, MaximumEventAgeInSeconds: 600 },
        },
      });
    }
  });

  it('can poll every minute, then without a window', () => {
    templateOf({ pollMinutes: 1 }).hasResourceProperties('AWS::Scheduler::Schedule', {
      ScheduleExpression: 'rate(1 minute)',
      FlexibleTimeWindow: { Mode: 'OFF' },
    });
  });
});

describe('the stack', () => {
  it('holds 200 wallets well within the 500 resources of a stack', () => {
    const template = templateOf({ wallets: walletsNamed(200) });
    template.resourceCountIs('AWS::Scheduler::Schedule', 200);
    expect(Object.keys(template.toJSON().Resources).length).toBeLessThan(300);
  });

  it('refuses 201 wallets before there is a template', () => {
    expect(() => templateOf({ wallets: walletsNamed(201) })).toThrow(
      'wallets: a list of 201 must be a list of 1 to 200 wallets',
    );
  });

  it('tells people its table, topic and function, and what to do next', () => {
    const outputs = standard.toJSON().Outputs;
    const second = { ...settingsSource('runway.config.example.json'), file: resolve('b.json') };
    expect(Object.keys(outputs)).toEqual([
      'HistoryTable',
      'AlertTopicArn',
      'OpsTopicArn',
      'PollFunction',
      'DeadLetterQueue',
      'ScheduleGroup',
      'ReportUrl',
      'SettingsFingerprint',
      'NextCommand',
    ]);
    const { NextCommand } = templateOf({}, { source: second }).toJSON().Outputs;
    expect(NextCommand.Value).toBe('npm run -s runway -- doctor --stack Runway --config b.json');
  });

  it('asks for a parameter that nobody has where it stands on the example settings', () => {
    const own = (template: Template) =>
      Object.entries<{ Default?: unknown }>(template.toJSON().Parameters).flatMap(
        ([name, { Default }]) => (Default === undefined ? [name] : []),
      );
    const example = { ...settingsSource('runway.config.example.json'), isExample: true };
    expect(own(templateOf({}, { source: example }))).toEqual(['CopyRunwayConfigExampleJsonFirst']);
    expect(own(standard)).toEqual([]);
  });
});
