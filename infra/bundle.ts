import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { buildSync, type Metafile } from 'esbuild';
import { loadSettings, SETTINGS_FILE } from '../functions/settings/settings.ts';

/** Bundle paths are relative to this, so that every checkout gives the same bytes and the same asset hash. */
const REPOSITORY = resolve(import.meta.dirname, '..');

/**
 * For functions that run all day: a small young generation keeps the process at 100 MB instead of 160, and costs
 * nothing that could be measured, at the cold start or after it.
 */
export const TUNING = { NODE_OPTIONS: '--max-semi-space-size=2' } as const;

/**
 * Bundles a handler as ESM with code splitting, the SDK included: init takes half of what it takes with
 * `NodejsFunction`'s default (SDK left to the runtime), and a third less than as one file, because the
 * credential providers that a Lambda never uses stay unread. No source maps: they cost about 33 ms.
 *
 * Writes `index.mjs` and its chunks, all in the output directory itself: `import.meta.url` then points
 * there from every chunk, and so to the files beside the handler.
 * @returns what is in the bundle, and from where
 */
export function bundle(entry: string, outputDirectory: string): Metafile {
  return buildSync({
    absWorkingDir: REPOSITORY,
    entryPoints: { index: entry },
    outdir: outputDirectory,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    splitting: true,
    minify: true,
    format: 'esm',
    platform: 'node',
    target: 'node24',
    mainFields: ['module', 'main'],
    legalComments: 'none',
    // The SDK imports them only in a browser, or for a profile of `aws login` or of SSO: about 75 KB that no Lambda can reach, because
    // its credentials are in its environment.
    external: ['bowser', '@aws-sdk/credential-provider-login', '@aws-sdk/credential-provider-sso'],
    logLevel: 'error',
    metafile: true,
  }).metafile;
}

/**
 * Puts the settings beside a bundled handler, checked and with their defaults, as `deployedSettings` reads them.
 * Changed settings are a changed function.
 * @throws SettingsError when they have faults
 */
export function placeSettings(settingsFile: string, folder: string): void {
  writeFileSync(join(folder, SETTINGS_FILE), JSON.stringify(loadSettings(settingsFile)));
}
