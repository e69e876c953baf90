import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { deployedSettings } from '../../functions/settings/environment.ts';
import { loadSettings } from '../../functions/settings/settings.ts';
import { bundle } from '../../infra/bundle.ts';

const folder = mkdtempSync(join(tmpdir(), 'runway-app-'));
afterAll(() => rmSync(folder, { recursive: true }));

function settingsFile(name: string, settings: unknown): string {
  const file = join(folder, name);
  writeFileSync(file, JSON.stringify(settings));
  return file;
}

/** Runs the app as the CDK's command line does, with no AWS credentials. */
function synth(
  name: string,
  context: Readonly<Record<string, unknown>>,
  env: Readonly<Record<string, string>> = {},
) {
  const outdir = join(folder, `${name}.out`);
  const { status, stderr } = spawnSync(process.execPath, ['infra/app.ts'], {
    encoding: 'utf8',
    env: {
      PATH: process.env.PATH,
      HOME: folder,
      ...env,
      CDK_OUTDIR: outdir,
      CDK_CONTEXT_JSON: JSON.stringify({
        ...JSON.parse(readFileSync('cdk.json', 'utf8')).context,
        ...context,
      }),
    },
  });
  return { status, stderr, outdir };
}

/** The folder that holds the poll's code. */
function pollAsset(outdir: string, stack: string): string {
  const template = JSON.parse(readFileSync(join(outdir, `${stack}.template.json`), 'utf8'));
  const resources = Object.entries<{ Type: string; Properties: { Code?: { S3Key: string } } }>(
    template.Resources,
  );
  const poll = resources.find(
    ([name, { Type }]) => name.startsWith('Poll') && Type === 'AWS::Lambda::Function',
  );
  return `asset.${poll?.[1].Properties.Code?.S3Key.replace('.zip', '')}`;
}

describe('the app', () => {
  const file = settingsFile('own.json', { wallets: [{ id: 'own' }] });
  const own = synth('own', { config: file, stackName: 'Second' });
  const asset = pollAsset(own.outdir, 'Second');

  it('synthesises the stack that the context names, without credentials', () => {
    expect([own.stderr, own.status]).toEqual([expect.not.stringContaining('rror'), 0]);
    expect(readdirSync(own.outdir)).toContain('Second.template.json');
  });

  it('bundles the poll with the settings beside it', () => {
    expect(readdirSync(join(own.outdir, asset))).toContain('index.mjs');
    const deployed = pathToFileURL(join(own.outdir, asset, 'runway.config.json'));
    expect(deployedSettings(deployed)).toEqual(loadSettings(file));
  });

  it('makes a function that loads and finds its settings where it is unpacked', () => {
    const unpacked = join(folder, 'unpacked');
    cpSync(join(own.outdir, asset), unpacked, { recursive: true });
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      [
        '--input-type=module',
        '-e',
        'console.log(typeof (await import(process.argv[1])).handler)',
        join(unpacked, 'index.mjs'),
      ],
      {
        encoding: 'utf8',
        cwd: folder,
        env: {
          AWS_REGION: 'eu-west-1',
          RUNWAY_TABLE: 'history',
          RUNWAY_TOPIC_ARN: 'arn:aws:sns:eu-west-1:123456789012:alerts',
        },
      },
    );
    expect([stderr, stdout.trim(), status]).toEqual(['', 'function', 0]);
  });

  it('gives the same bytes again, wherever it writes them', () => {
    const again = join(folder, 'deeper', 'again');
    bundle(join(process.cwd(), 'functions/poll/handler.ts'), again);
    for (const name of readdirSync(again)) {
      expect(
        readFileSync(join(again, name)).equals(readFileSync(join(own.outdir, asset, name))),
      ).toBe(true);
    }
  });

  it('makes another asset of other settings', () => {
    const other = settingsFile('other.json', { wallets: [{ id: 'own' }], pollMinutes: 5 });
    expect(readdirSync(synth('other', { config: other }).outdir)).not.toContain(asset);
  });

  it('writes nothing for settings with faults, and lists them without secrets or stack trace', () => {
    const json = { wallets: [{ id: 'a', apiKey: 'sqk_live_4eC39' }], pollMinutes: 0 };
    const refused = synth('faults', { config: settingsFile('faults.json', json) });
    expect(refused.status).toBe(1);
    expect(refused.stderr).toContain('wallets[0].apiKey: looks like an API key');
    expect(refused.stderr).toContain('pollMinutes: 0 must be a whole number');
    expect(refused.stderr).not.toMatch(/4eC39|^\s+at /m);
    expect(readdirSync(refused.outdir)).toEqual([]);
  });

  it('says before a deployment that the region has no Function URLs', () => {
    const refused = synth('region', { config: file }, { CDK_DEFAULT_REGION: 'il-central-1' });
    expect([refused.status, refused.stderr]).toEqual([
      1,
      expect.stringMatching(/^page: AWS has no Function URLs in il-central-1.*"page": false/),
    ]);
    expect(readdirSync(refused.outdir)).toEqual([]);
  });

  it('does not fall back on the example for a path that was asked for', () => {
    const refused = synth('absent', { config: join(folder, 'absent.json') });
    expect([refused.status, refused.stderr]).toEqual([
      1,
      expect.stringContaining('absent.json: copy'),
    ]);
  });
});
