import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import cdkJson from '../../cdk.json' with { type: 'json' };
import { parseSettings } from '../../functions/settings/settings.ts';
import { RunwayStack } from '../../infra/runway-stack.ts';

/** What the template makes AWS charge for by the month or by use. */
export interface TemplateParts {
  readonly schedules: number;
  /** Metrics in alarms: each is charged for. */
  readonly alarms: number;
  /** Of the poll, MB. */
  readonly memoryMb: number;
  /** Lambda writes no lines of its own for a poll that went well. */
  readonly isPlatformQuiet: boolean;
  /** Variables of the poll that change how it runs; those that say where its parts are stay out. */
  readonly tuning: Readonly<Record<string, string>>;
  readonly isPointInTimeRecovery: boolean;
  /** Types that are charged for; one that this bill does not know would be an unexplained finding. */
  readonly types: readonly string[];
}

/** Synthesises the stack of so many wallets, without bundling; `isAgency`: their sub-accounts are watched, too. */
export function templateParts(
  wallets: number,
  pollMinutes: number,
  isAgency = false,
): TemplateParts {
  const outdir = mkdtempSync(join(tmpdir(), 'runway-synth-'));
  const context = { ...cdkJson.context, 'aws:cdk:bundling-stacks': [] };
  const app = new App({ outdir, context });
  const settings = parseSettings({
    wallets: Array.from({ length: wallets }, (_, at) => ({
      id: `wallet-${at}`,
      ...(isAgency && { subAccounts: 'all' }),
    })),
    email: 'owner@example.com',
    channels: [{ type: 'slack', name: 'team', parameter: '/smartlyq-runway/slack/team' }],
    pollMinutes,
  });
  const file = resolve('runway.config.example.json');
  const stack = new RunwayStack(app, 'Priced', {
    source: { settings, file, isExample: false },
    pollEntry: resolve('functions/poll/handler.ts'),
  });
  const template = Template.fromStack(stack);
  rmSync(outdir, { recursive: true });
  const resources = Object.entries<{ Type: string; Properties: Record<string, unknown> }>(
    template.toJSON().Resources,
  );
  const count = (type: string) => resources.filter(([, { Type }]) => Type === type).length;
  const poll = resources.find(
    ([id, { Type }]) => Type === 'AWS::Lambda::Function' && id.startsWith('Poll'),
  )?.[1];
  return {
    schedules: count('AWS::Scheduler::Schedule'),
    alarms: count('AWS::CloudWatch::Alarm'),
    tuning: tuningOf(poll?.Properties.Environment),
    isPlatformQuiet: JSON.stringify(poll?.Properties.LoggingConfig).includes('"WARN"'),
    memoryMb: Number(poll?.Properties.MemorySize),
    isPointInTimeRecovery: JSON.stringify(resources).includes('"PointInTimeRecoveryEnabled":true'),
    types: [...new Set(resources.map(([, { Type }]) => Type))].sort(),
  };
}

function tuningOf(environment: unknown): Record<string, string> {
  const { Variables = {} } = (environment ?? {}) as { Variables?: Record<string, unknown> };
  const tuning = Object.entries(Variables).filter(([name]) => !name.startsWith('RUNWAY_'));
  return Object.fromEntries(tuning.map(([name, value]) => [name, String(value)]));
}
