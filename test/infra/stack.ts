import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { afterAll } from 'vitest';
import { parseSettings } from '../../functions/settings/settings.ts';
import { RunwayStack, type RunwayStackProps } from '../../infra/runway-stack.ts';

const CONTEXT: Readonly<Record<string, unknown>> = (
  await import('../../cdk.json', { with: { type: 'json' } })
).default.context;

/** As in cdk.json, without bundling. */
export function trialContext(): Record<string, unknown> {
  return { ...CONTEXT, 'aws:cdk:bundling-stacks': [] };
}

// The CDK leaves what it synthesises in the temporary directory, unless it is told another.
const folder = mkdtempSync(join(tmpdir(), 'runway-synth-'));
afterAll(() => rmSync(folder, { recursive: true }));

export function trialApp(): App {
  return new App({ outdir: mkdtempSync(join(folder, 'app-')), context: trialContext() });
}

export function stackOf(
  app: App,
  settings: Readonly<Record<string, unknown>> = {},
  props: Partial<RunwayStackProps> = {},
): RunwayStack {
  return new RunwayStack(app, 'Runway', {
    source: {
      settings: parseSettings({ wallets: [{ id: 'main' }], ...settings }),
      file: resolve('runway.config.example.json'),
      isExample: false,
    },
    pollEntry: resolve('functions/poll/handler.ts'),
    ...props,
  });
}

export function templateOf(
  settings: Readonly<Record<string, unknown>> = {},
  props: Partial<RunwayStackProps> = {},
): Template {
  return Template.fromStack(stackOf(trialApp(), settings, props));
}

/** Of the construct's own function, its logical id first. */
export function functionOf(template: Template, construct: string) {
  const functions = Object.entries(template.findResources('AWS::Lambda::Function'));
  return functions.find(([id]) => id.startsWith(`${construct}Function`)) ?? ['', undefined];
}

export function walletsNamed(count: number): { id: string }[] {
  return Array.from({ length: count }, (_, at) => ({ id: `wallet-${at}` }));
}
