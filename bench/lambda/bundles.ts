import { mkdirSync, mkdtempSync, readdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import { Runtime } from 'aws-cdk-lib/aws-lambda';
import { NodejsFunction } from 'aws-cdk-lib/aws-lambda-nodejs';
import type { Metafile } from 'esbuild';
import { bundle, placeSettings } from '../../infra/bundle.ts';

const REPOSITORY = resolve(import.meta.dirname, '../..');
export const POLL_ENTRY = join(REPOSITORY, 'functions/poll/handler.ts');
export const SUB_WALLETS_ENTRY = join(REPOSITORY, 'functions/sub-accounts/handler.ts');

export interface Bundle {
  readonly folder: string;
  /** What the runtime loads. */
  readonly file: string;
}

/** As it is deployed: the same call as the stack's, and the settings beside the handler. */
export function bundleAsDeployed(
  entry: string,
  folder: string,
  settingsFile: string,
): Bundle & { readonly metafile: Metafile } {
  mkdirSync(folder, { recursive: true });
  const metafile = bundle(entry, folder);
  placeSettings(settingsFile, folder);
  return { folder, file: join(folder, 'index.mjs'), metafile };
}

/**
 * As `NodejsFunction` bundles when nothing is asked of it: one CommonJS file, the SDK left to the runtime.
 * One thing has to be asked, or the handler would not run: CommonJS has no `import.meta.url`.
 */
export function bundleByDefault(entry: string, scratch: string, settingsFile: string): Bundle {
  const outdir = mkdtempSync(join(scratch, 'default-'));
  const app = new App({ outdir });
  new NodejsFunction(new Stack(app, 'Default'), 'Function', {
    entry,
    projectRoot: REPOSITORY,
    depsLockFilePath: join(REPOSITORY, 'package-lock.json'),
    runtime: Runtime.NODEJS_24_X,
    bundling: {
      define: { 'import.meta.url': 'importMetaUrl' },
      banner: "const importMetaUrl=require('node:url').pathToFileURL(__filename).href;",
    },
  });
  app.synth();
  const asset = readdirSync(outdir).find((name) => name.startsWith('asset.')) ?? '';
  const folder = join(outdir, asset);
  placeSettings(settingsFile, folder);
  return { folder, file: join(folder, 'index.js') };
}

/** The floor: a handler that does nothing. */
export function emptyBundle(folder: string): Bundle {
  mkdirSync(folder, { recursive: true });
  const file = join(folder, 'index.mjs');
  writeFileSync(file, 'export async function handler() {}\n');
  return { folder, file };
}
