import { gzipSync } from 'node:zlib';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SSMClient } from '@aws-sdk/client-ssm';
import type { LambdaFunctionURLEvent, LambdaFunctionURLResult } from 'aws-lambda';
import { log } from '../adapters/aws/log.ts';
import { createSecrets } from '../adapters/aws/secrets.ts';
import { createSnoozeStore } from '../adapters/table/snooze-item.ts';
import { createSweepStore } from '../adapters/table/sweep-items.ts';
import { TABLE_TIMEOUTS } from '../adapters/table/table-timeouts.ts';
import { createWalletStore } from '../adapters/table/wallet-store.ts';
import { createLinkVerifier } from '../adapters/web/signed-links.ts';
import { deployedSettings, readTableName } from '../settings/environment.ts';
import { policyOf } from '../settings/policy-of.ts';
import { isKnownWallet } from '../settings/wallet-settings.ts';
import { serveReport } from './serve-report.ts';

const table = readTableName(process.env);
const settings = deployedSettings(new URL('./runway.config.json', import.meta.url));
const clock = Date.now;
const client = new DynamoDBClient({ requestHandler: TABLE_TIMEOUTS });
const secrets = createSecrets({ client: new SSMClient(), clock });
const links = createLinkVerifier(
  secrets.source(settings.linkKeyParameter),
  (wallet) => isKnownWallet(settings, wallet),
  (why) => log.error('a link could not be checked', { why }),
);

/** Invoked by whoever opens a link: a Function URL without IAM, so nothing is done before the signature holds. */
export async function handler(event: LambdaFunctionURLEvent): Promise<LambdaFunctionURLResult> {
  const { requestContext, queryStringParameters, headers, body = '', isBase64Encoded } = event;
  const { status, ...answer } = await serveReport(
    {
      method: requestContext.http.method,
      host: requestContext.domainName,
      token: queryStringParameters?.t ?? '',
      body: isBase64Encoded ? Buffer.from(body, 'base64').toString() : body,
    },
    {
      links,
      store: createWalletStore(client, table),
      sweeps: createSweepStore(client, table),
      snoozes: createSnoozeStore(client, table),
      wallets: settings.wallets,
      policyOf: (wallet) => policyOf(settings, wallet),
      pollMinutes: settings.pollMinutes,
      clock,
      log,
    },
  );
  // Function URLs do not compress by themselves; a page is a fifth of its size so.
  if (!headers['accept-encoding']?.includes('gzip')) return { statusCode: status, ...answer };
  return {
    statusCode: status,
    headers: { ...answer.headers, 'content-encoding': 'gzip', vary: 'accept-encoding' },
    body: gzipSync(answer.body).toString('base64'),
    isBase64Encoded: true,
  };
}
