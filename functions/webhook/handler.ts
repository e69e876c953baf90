import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { SSMClient } from '@aws-sdk/client-ssm';
import type { LambdaFunctionURLEvent, LambdaFunctionURLResult } from 'aws-lambda';
import { log } from '../adapters/aws/log.ts';
import { createPollInvoker } from '../adapters/aws/poll-invoker.ts';
import { createSecrets } from '../adapters/aws/secrets.ts';
import { createEventStore } from '../adapters/table/event-items.ts';
import { TABLE_TIMEOUTS } from '../adapters/table/table-timeouts.ts';
import { subAccountId } from '../core/agency/sub-account.ts';
import { deployedSettings, readWebhookEnvironment } from '../settings/environment.ts';
import { isKnownWallet, webhookSecretOf } from '../settings/wallet-settings.ts';
import { receiveWebhook, type WebhookRuntime } from './receive-webhook.ts';
import { sampledRefusals } from './sampled-refusals.ts';

const environment = readWebhookEnvironment(process.env);
const settings = deployedSettings(new URL('./runway.config.json', import.meta.url));
const clock = Date.now;
const secrets = createSecrets({ client: new SSMClient(), clock });
const lambda = new LambdaClient();
const { pollFunction, subAccountsFunction = pollFunction } = environment;
const invoking = (functionName: string) => createPollInvoker({ client: lambda, functionName });
const runtime: WebhookRuntime = {
  secretFor: (wallet) => {
    const parameter = webhookSecretOf(settings, wallet);
    return parameter === undefined ? undefined : secrets.source(parameter);
  },
  events: createEventStore(
    new DynamoDBClient({ requestHandler: TABLE_TIMEOUTS }),
    environment.table,
  ),
  invokePoll: invoking(pollFunction),
  invokeSubAccounts: invoking(subAccountsFunction),
  isWatched: (wallet, subAccount) => isKnownWallet(settings, subAccountId(wallet, subAccount)),
  clock,
  log,
  logRefusal: sampledRefusals(log),
};

/** Behind a public Function URL: whoever is not the vendor gets 403 and nothing else. */
export async function handler(event: LambdaFunctionURLEvent): Promise<LambdaFunctionURLResult> {
  const receipt = await receiveWebhook(
    {
      method: event.requestContext.http.method,
      path: event.rawPath,
      signature: event.headers['x-smartlyq-signature'],
      body: event.body,
      isBase64: event.isBase64Encoded,
    },
    runtime,
  );
  return { statusCode: receipt === 'acknowledged' ? 200 : 403 };
}
