import { CfnOutput, Duration, Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { POLL_TIMEOUT_SECONDS, VARIABLES } from '../functions/settings/environment.ts';
import { AlertTopic } from './alert-topic.ts';
import { BundledFunction } from './bundled-function.ts';
import { refuseToDeployExample } from './example-settings.ts';
import { HistoryTable } from './history-table.ts';
import { ScheduledPoll } from './scheduled-poll.ts';
import { allowForSecretNames, grantReadSecrets } from './secret-parameters.ts';
import type { SettingsSource } from './settings-source.ts';

export interface RunwayStackProps extends StackProps {
  readonly source: SettingsSource;
  /** The file that exports the poll's `handler`. */
  readonly pollEntry: string;
  /** Another SmartlyQ API than the vendor's, for trials. @default the vendor's */
  readonly baseUrl?: string;
  /** @default true */
  readonly isHistoryKept?: boolean;
}

export class RunwayStack extends Stack {
  constructor(scope: Construct, id: string, props: RunwayStackProps) {
    super(scope, id, props);
    const { settings, file, isExample } = props.source;
    const secrets = [
      ...settings.wallets.map(({ apiKeyParameter }) => apiKeyParameter),
      ...settings.slack.map(({ parameter }) => parameter),
    ];
    allowForSecretNames(this, secrets);

    const history = new HistoryTable(this, 'History', { isKept: props.isHistoryKept ?? true });
    const alerts = new AlertTopic(this, 'Alerts', { emails: settings.email });
    const poll = new BundledFunction(this, 'Poll', {
      entry: props.pollEntry,
      settingsFile: file,
      timeout: Duration.seconds(POLL_TIMEOUT_SECONDS),
    });
    history.grantRecord(poll);
    alerts.grantPublish(poll);
    grantReadSecrets(poll, secrets);
    if (props.baseUrl !== undefined) poll.addVariable(VARIABLES.baseUrl, props.baseUrl);
    new ScheduledPoll(this, 'Schedules', {
      poll,
      walletIds: settings.wallets.map(({ id: wallet }) => wallet),
      pollMinutes: settings.pollMinutes,
    });

    new CfnOutput(this, 'HistoryTable', { value: history.tableName });
    new CfnOutput(this, 'AlertTopicArn', { value: alerts.topicArn });
    new CfnOutput(this, 'PollFunction', { value: poll.lambda.functionName });
    new CfnOutput(this, 'NextCommand', { value: 'npm run -s runway -- setup' });
    if (isExample) refuseToDeployExample(this);
  }
}
