import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, CfnResource, Stack } from 'aws-cdk-lib';
import { CfnEventInvokeConfig } from 'aws-cdk-lib/aws-lambda';
import { CfnTopic } from 'aws-cdk-lib/aws-sns';
import { afterAll, describe, expect, it } from 'vitest';
import { addChecks } from '../../infra/checks.ts';
import { stackOf, trialContext } from './stack.ts';

const folder = mkdtempSync(join(tmpdir(), 'runway-checks-'));
afterAll(() => rmSync(folder, { recursive: true }));

interface Finding {
  readonly ruleName: string;
  readonly reason?: string;
}

interface Report {
  readonly pluginReports: readonly {
    readonly violations: readonly Finding[];
    readonly suppressedViolations: readonly Finding[];
  }[];
}

function checkedApp(name: string): App {
  const app = new App({ outdir: join(folder, name), context: trialContext(), autoSynth: false });
  addChecks(app);
  return app;
}

function reportOf(name: string): Report {
  return JSON.parse(readFileSync(join(folder, name, 'validation-report.json'), 'utf8'));
}

describe('the checks of every synth', () => {
  it('find nothing in the stack but what is acknowledged with a reason', () => {
    const app = checkedApp('stack');
    stackOf(app, {
      wallets: [{ id: 'a', webhookSecretParameter: '/a/webhook-secret' }, { id: 'b' }],
      email: ['a@example.com', 'b@example.com'],
      channels: [{ type: 'slack', name: 'ops', parameter: '/slack/ops' }],
    });
    app.synth();
    const { pluginReports } = reportOf('stack');
    expect(pluginReports.flatMap(({ violations }) => violations)).toEqual([]);
    const acknowledged = pluginReports.flatMap(({ suppressedViolations }) => suppressedViolations);
    expect([...new Set(acknowledged.map(({ ruleName }) => ruleName))].sort()).toEqual([
      'AwsSolutions-SQS3',
      'Serverless-LambdaDLQ',
      'Serverless-LambdaTracing',
      'Serverless-SNSRedrivePolicy',
      'Serverless-SQSRedrivePolicy',
    ]);
    for (const { reason } of acknowledged) expect(reason).toMatch(/^.{40,}\.$/);
  });

  it.each<[string, (stack: Stack) => unknown, string]>([
    ['AwsSolutions', (stack) => new CfnTopic(stack, 'WithoutSsl'), 'AwsSolutions-SNS3'],
    [
      'Serverless',
      (stack) =>
        new CfnEventInvokeConfig(stack, 'Lost', { functionName: 'poll', qualifier: '$LATEST' }),
      'Serverless-LambdaAsyncFailureDestination',
    ],
    [
      'the validator',
      (stack) =>
        new CfnResource(stack, 'Typo', {
          type: 'AWS::SNS::Topic',
          properties: { DisplayNam: 'x' },
        }),
      'CloudFormation-Validate',
    ],
  ])('stop the synth at a finding of %s', (name, addTo, finding) => {
    const app = checkedApp(name.replace(' ', '-'));
    addTo(new Stack(app, 'Careless'));
    expect(() => app.synth()).toThrow(finding);
  });
});
