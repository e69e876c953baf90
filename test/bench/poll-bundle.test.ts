import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { packagesOf } from '../../bench/lambda/bundle-parts.ts';
import { bundleAsDeployed, POLL_ENTRY } from '../../bench/lambda/bundles.ts';
import { zippedSize } from '../../bench/lambda/zipped-size.ts';

/** The short form of `bench:cold`: sizes, which no busy machine can blur. */
describe("the poll's bundle", () => {
  const folder = mkdtempSync(join(tmpdir(), 'runway-bundle-'));
  let built: ReturnType<typeof bundleAsDeployed>;
  beforeAll(() => {
    built = bundleAsDeployed(POLL_ENTRY, folder, 'runway.config.example.json');
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it('is at most 200 KB zipped, with every channel', () => {
    expect(zippedSize(folder) / 1_024).toBeLessThanOrEqual(200);
  });

  it('reads nothing at init that only a channel of the settings needs', () => {
    const channels =
      /\/notify\/(slack|teams|discord|pagerduty|webhook)\/|wording\/channels\/|standardwebhooks|fast-sha256/;
    const { outputs } = built.metafile;
    const atInit = new Set<string>();
    const read = (file: string) => {
      if (atInit.has(file)) return;
      atInit.add(file);
      for (const { path, kind } of outputs[file]?.imports ?? []) {
        if (kind === 'import-statement') read(path);
      }
    };
    for (const file of Object.keys(outputs)) if (file.endsWith('index.mjs')) read(file);
    const inputsOf = (files: Iterable<string>) =>
      [...files].flatMap((file) => Object.keys(outputs[file]?.inputs ?? {}));
    expect(inputsOf(atInit).filter((input) => channels.test(input))).toEqual([]);
    expect(
      inputsOf(Object.keys(outputs)).filter((input) => channels.test(input)).length,
    ).toBeGreaterThan(9);
  });

  it('reads no package at init that a poll does not need', () => {
    const atInit = packagesOf(built.metafile)
      .filter((one) => one.atInit >= 2_000 && !one.name.startsWith('functions/'))
      .map(({ name }) => name);
    expect(atInit.toSorted()).toEqual(EXPECTED);
  });

  it('reads the credential providers of other machines at init no more than their names', () => {
    const found = packagesOf(built.metafile).filter(({ name }) =>
      /credential-provider-(ini|sso|process|web-identity|login|http|imds)|nested-clients|bowser/.test(
        name,
      ),
    );
    expect(found.length).toBeGreaterThan(5);
    for (const { name, atInit } of found) expect(atInit, name).toBeLessThan(500);
  });
});

/** Each is explained in docs/architecture.md, or is a part of the SDK's clients. */
const EXPECTED = [
  '@aws-lambda-powertools/commons',
  '@aws-lambda-powertools/logger',
  '@aws-sdk/client-dynamodb',
  '@aws-sdk/client-sns',
  '@aws-sdk/client-ssm',
  '@aws-sdk/core',
  '@aws-sdk/credential-provider-node',
  '@aws-sdk/dynamodb-codec',
  '@aws-sdk/util-dynamodb',
  '@aws-sdk/xml-builder',
  '@aws/lambda-invoke-store',
  '@smithy/core',
  '@smithy/node-http-handler',
  '@smithy/signature-v4',
  'big.js',
  'mnemonist',
  'valibot',
];
