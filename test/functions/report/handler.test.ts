import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { parseSettings } from '../../../functions/settings/settings.ts';
import { bundle } from '../../../infra/bundle.ts';

const folder = mkdtempSync(join(tmpdir(), 'runway-report-handler-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** The function as it is deployed. Nothing answers at its AWS endpoints: whoever asks there fails. */
async function deployed() {
  bundle(resolve('functions/report/handler.ts'), folder);
  writeFileSync(
    join(folder, 'runway.config.json'),
    JSON.stringify(parseSettings({ wallets: [{ id: 'main' }] })),
  );
  vi.stubEnv('RUNWAY_TABLE', 'history');
  vi.stubEnv('AWS_REGION', 'local');
  vi.stubEnv('AWS_ENDPOINT_URL', 'http://127.0.0.1:9');
  const { handler } = await import(pathToFileURL(join(folder, 'index.mjs')).href);
  return (headers: Record<string, string>) =>
    handler({
      requestContext: { http: { method: 'GET' }, domainName: 'x.lambda-url.local.on.aws' },
      queryStringParameters: { t: 'forged' },
      headers,
      isBase64Encoded: false,
    });
}

describe('the report function', () => {
  it('refuses a guess before it has asked AWS for anything, small where the browser takes it so', async () => {
    const ask = await deployed();
    const plain = await ask({});
    expect([plain.statusCode, plain.body]).toEqual([404, expect.stringContaining('does not open')]);
    expect(plain.headers['cache-control']).toBe('no-store');
    const small = await ask({ 'accept-encoding': 'br, gzip' });
    expect(small.headers).toMatchObject({ 'content-encoding': 'gzip', vary: 'accept-encoding' });
    expect(gunzipSync(Buffer.from(small.body, 'base64')).toString()).toBe(plain.body);
  });
});
