import { resolve } from 'node:path';
import { FunctionUrlAuthType } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { VARIABLES } from '../functions/settings/environment.ts';
import { BundledFunction } from './bundled-function.ts';
import type { HistoryTable } from './history-table.ts';
import { readSecrets } from './secret-parameters.ts';

export interface WebhookEndpointProps {
  readonly settingsFile: string;
  readonly poll: BundledFunction;
  /** Reads sub-accounts. @default no wallet's sub-accounts are watched */
  readonly reader?: BundledFunction;
  readonly history: HistoryTable;
  /** SSM parameters of the signing secrets. */
  readonly secrets: readonly string[];
  /** @default no limit */
  readonly concurrency?: number;
}

/** The vendor gives up an attempt after some seconds, and tries again. */
const TIMEOUT_SECONDS = 15;
/** It tries an event five more times within about an hour: one or two failures lose none. */
const FAILURES_AN_HOUR = 3;

/**
 * A public address for the vendor's webhooks. IAM cannot check its callers, the signature does. Its function
 * can claim an event, look whether it was dealt with, and hand it to the poll: nothing else.
 */
export class WebhookEndpoint extends Construct {
  /** Ends in "/"; a wallet's id comes after it. */
  readonly url: string;

  constructor(scope: Construct, id: string, props: WebhookEndpointProps) {
    super(scope, id);
    const { settingsFile, poll, reader, history, secrets, concurrency } = props;
    const receiver = new BundledFunction(this, 'Receiver', {
      entry: resolve(import.meta.dirname, '../functions/webhook/handler.ts'),
      settingsFile,
      whenFailing: {
        name: 'webhooks fail',
        meaning:
          'Events from SmartlyQ may be lost, and SmartlyQ pauses the endpoint after ten failures in a row; the wallets are still polled, so alerts only come later.',
        command: 'doctor',
        failuresAnHour: FAILURES_AN_HOUR,
      },
      timeoutSeconds: TIMEOUT_SECONDS,
      // Strangers choose how many lines there would be.
      isPlatformQuiet: true,
      reservedConcurrency: concurrency,
      access: [
        history.claimEvents,
        readSecrets(secrets),
        poll.invokedAs(VARIABLES.pollFunction),
        ...(reader === undefined ? [] : [reader.invokedAs(VARIABLES.subAccountsFunction)]),
      ],
    });
    this.url = receiver.lambda.addFunctionUrl({ authType: FunctionUrlAuthType.NONE }).url;
  }
}
