import { resolve } from 'node:path';
import { build } from 'esbuild';

/** IAM's prefix of each client that our code uses. */
const SERVICE: Readonly<Record<string, string>> = {
  '@aws-sdk/client-cloudwatch': 'cloudwatch',
  '@aws-sdk/client-dynamodb': 'dynamodb',
  '@aws-sdk/client-lambda': 'lambda',
  '@aws-sdk/client-sns': 'sns',
  '@aws-sdk/client-ssm': 'ssm',
};

/** IAM calls a command as the SDK does, but for these. */
const OTHER_NAME: Readonly<Record<string, string>> = { Invoke: 'lambda:InvokeFunction' };

/**
 * The IAM actions of the SDK commands in a handler's bundle: it is built as for the deployment, so what
 * nobody calls has been shaken out, and every import that is left is named beside the package it is from.
 */
export async function actionsUsedBy(entry: string): Promise<string[]> {
  const { outputFiles } = await build({
    entryPoints: [resolve(entry)],
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'node',
    target: 'node24',
    external: ['@aws-sdk/*'],
    mainFields: ['module', 'main'],
    logLevel: 'error',
  });
  const code = outputFiles.map(({ text }) => text).join('\n');
  const actions = new Set<string>();
  for (const [, names = '', from = ''] of code.matchAll(
    /import\s*\{([^}]*)\}\s*from\s*"(@aws-sdk\/client-[^"]+)"/g,
  )) {
    for (const [, command] of names.matchAll(/\b(\w+)Command\b(?! as)/g)) {
      actions.add(OTHER_NAME[`${command}`] ?? `${SERVICE[from] ?? from}:${command}`);
    }
  }
  return [...actions].sort();
}
