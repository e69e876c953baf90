import { resolve } from 'node:path';
import { FunctionUrlAuthType } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { VARIABLES } from '../functions/settings/environment.ts';
import { type Access, BundledFunction } from './bundled-function.ts';
import type { HistoryTable } from './history-table.ts';
import { readSecrets } from './secret-parameters.ts';

export interface ReportPageProps {
  readonly settingsFile: string;
  readonly history: HistoryTable;
  /** Holds the key that signs the links. */
  readonly linkKeyParameter: string;
  /** @default no limit */
  readonly concurrency?: number;
}

const ENTRY = resolve(import.meta.dirname, '../functions/report/handler.ts');

/**
 * The page behind the links in messages. Its address is open to anybody, because mail and Slack cannot sign
 * requests; what opens it is the signature in the link. The function can read, and write snoozes.
 */
export class ReportPage extends Construct {
  readonly url: string;
  /** Lets a function sign links in its messages, and tells it where they lead. */
  readonly signLinks: Access;

  constructor(
    scope: Construct,
    id: string,
    { settingsFile, history, linkKeyParameter, concurrency }: ReportPageProps,
  ) {
    super(scope, id);
    const report = new BundledFunction(this, 'Report', {
      entry: ENTRY,
      settingsFile,
      whenFailing: {
        name: 'the page fails',
        meaning:
          'The links in messages, snooze included, may not work; the wallets are watched and alerts are sent all the same.',
        command: 'doctor',
        failuresAnHour: 1,
      },
      timeoutSeconds: 20,
      // Strangers choose how many lines there would be.
      isPlatformQuiet: true,
      reservedConcurrency: concurrency,
      access: [history.readAndSnooze, readSecrets([linkKeyParameter])],
    });
    this.signLinks = (to) => {
      readSecrets([linkKeyParameter])(to);
      to.addVariable(VARIABLES.reportUrl, this.url);
    };
    this.url = report.lambda.addFunctionUrl({ authType: FunctionUrlAuthType.NONE }).url;
  }
}
