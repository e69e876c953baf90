import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { LambdaFunctionURLEvent } from 'aws-lambda';
import { expect, it, onTestFinished } from 'vitest';
import { openLocalTable } from '../../../cli/local/table.ts';
import { createEventStore } from '../../../functions/adapters/table/event-items.ts';
import { parseSettings } from '../../../functions/settings/settings.ts';
import { bundle } from '../../../infra/bundle.ts';
import { startParameterStore } from '../../support/parameter-store.ts';
import { answer, loopbackServer } from '../adapters/http/loopback-server.ts';
import { envelope, SECRETS, sign } from './receiving.ts';

const PARAMETER = '/smartlyq-runway/main/webhook-secret';

/** What a Function URL hands over; only what is read of it. */
function urlEvent(body: string, secret: string, rawPath = '/main') {
  const signature = sign(body, secret, String(Math.floor(Date.now() / 1_000)));
  return {
    rawPath,
    headers: { 'x-smartlyq-signature': signature },
    requestContext: { http: { method: 'POST' } },
    body: Buffer.from(body).toString('base64'),
    isBase64Encoded: true,
  } satisfies Partial<Record<keyof LambdaFunctionURLEvent, unknown>>;
}

it('runs as bundled: 200 for the vendor, 403 and nothing else for anybody else', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'runway-webhook-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  bundle('functions/webhook/handler.ts', folder);
  const wallets = [{ id: 'main', webhookSecretParameter: PARAMETER }, { id: 'second' }];
  writeFileSync(join(folder, 'runway.config.json'), JSON.stringify(parseSettings({ wallets })));
  const table = await openLocalTable();
  onTestFinished(() => table.close());
  const secret = SECRETS.main ?? '';
  const store = await startParameterStore(
    new Map([[PARAMETER, { Type: 'SecureString', Value: secret }]]),
  );
  const lambda = await loopbackServer(answer(202));

  const body = envelope('evt_1');
  const events = [
    urlEvent(body, secret),
    urlEvent(body, 'whsec_x'),
    urlEvent(body, secret, '/second'),
  ];
  writeFileSync(join(folder, 'events.json'), JSON.stringify(events));
  writeFileSync(
    join(folder, 'run.mjs'),
    `import { readFileSync, writeFileSync } from 'node:fs';
     import { handler } from './index.mjs';
     const answers = [];
     for (const event of JSON.parse(readFileSync(new URL('events.json', import.meta.url)))) {
       answers.push(await handler(event));
     }
     writeFileSync(new URL('answers.json', import.meta.url), JSON.stringify(answers));`,
  );
  const { stdout } = await promisify(execFile)(process.execPath, [join(folder, 'run.mjs')], {
    env: {
      AWS_REGION: 'eu-central-1',
      AWS_ACCESS_KEY_ID: 'local',
      AWS_SECRET_ACCESS_KEY: 'local',
      AWS_ENDPOINT_URL_DYNAMODB: table.endpoint,
      AWS_ENDPOINT_URL_LAMBDA: lambda.url,
      AWS_ENDPOINT_URL_SSM: await endpointOf(store.client),
      RUNWAY_TABLE: table.tableName,
      RUNWAY_POLL_FUNCTION: 'arn:aws:lambda:eu-central-1:123456789012:function:poll',
    },
  });

  const answers = JSON.parse(readFileSync(join(folder, 'answers.json'), 'utf8'));
  expect(answers).toEqual([{ statusCode: 200 }, { statusCode: 403 }, { statusCode: 403 }]);
  const stored = createEventStore(table.client, table.tableName);
  expect((await stored.read('main', 'evt_1'))?.state).toBe('received');
  expect(lambda.requests.map((request) => JSON.parse(request.body).event.id)).toEqual(['evt_1']);
  expect(stdout).not.toContain(secret);
  expect(readdirSync(folder)).toContain('index.mjs');
});

async function endpointOf(client: Awaited<ReturnType<typeof startParameterStore>>['client']) {
  const { protocol, hostname, port } = (await client.config.endpoint?.()) ?? {};
  return `${protocol}//${hostname}:${port}`;
}
