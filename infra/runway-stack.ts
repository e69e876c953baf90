import { relative } from 'node:path';
import { CfnOutput, Duration, Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { POLL_TIMEOUT_SECONDS, VARIABLES } from '../functions/settings/environment.ts';
import { fingerprint } from '../functions/settings/fingerprint.ts';
import { DEFAULT_STACK, OUTPUTS } from '../functions/settings/outputs.ts';
import { SETTINGS_FILE } from '../functions/settings/settings.ts';
import { agenciesOf } from '../functions/settings/wallet-settings.ts';
import { AlertTopic } from './alert-topic.ts';
import { TUNING } from './bundle.ts';
import { BundledFunction } from './bundled-function.ts';
import { Digest } from './digest.ts';
import { refuseToDeployExample } from './example-settings.ts';
import { HistoryTable } from './history-table.ts';
import { OpsAlarms } from './ops-alarms.ts';
import { OpsTopic } from './ops-topic.ts';
import { ReportPage } from './report-page.ts';
import { ScheduledPoll } from './scheduled-poll.ts';
import { allowForSecretNames, grantReadSecrets } from './secret-parameters.ts';
import type { SettingsSource } from './settings-source.ts';
import { SubAccounts } from './sub-accounts.ts';
import { WebhookEndpoint } from './webhook-endpoint.ts';

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
      ...(settings.heartbeatParameter === undefined ? [] : [settings.heartbeatParameter]),
    ];
    const webhookSecrets = settings.wallets.flatMap(
      ({ webhookSecretParameter }) => webhookSecretParameter ?? [],
    );
    allowForSecretNames(this, [...secrets, ...webhookSecrets, settings.linkKeyParameter]);

    const history = new HistoryTable(this, 'History', {
      isKept: props.isHistoryKept ?? true,
      existing: settings.historyTable,
    });
    const alerts = new AlertTopic(this, 'Alerts', { emails: settings.email });
    const poll = new BundledFunction(this, 'Poll', {
      entry: props.pollEntry,
      settingsFile: file,
      errorsAlarm: {
        name: 'polls fail',
        meaning: 'The wallets may not be watched; alerts that wait are kept and tried again.',
        command: 'doctor',
      },
      timeout: Duration.seconds(POLL_TIMEOUT_SECONDS),
      // Nobody waits for a poll, and there are 2,880 a month: a cold one takes two seconds instead of one.
      memoryMb: 256,
      isPlatformQuiet: true,
      reservedConcurrency: settings.reservedConcurrency,
    });
    history.grantRecord(poll);
    alerts.grantPublish(poll);
    alerts.grantReadAfterSubscribers(poll);
    grantReadSecrets(poll, secrets);
    const report = new ReportPage(this, 'Page', {
      settingsFile: file,
      history,
      linkKeyParameter: settings.linkKeyParameter,
    });
    report.grantSignLinks(poll);
    poll.addVariable('NODE_OPTIONS', TUNING.NODE_OPTIONS);
    if (props.baseUrl !== undefined) poll.addVariable(VARIABLES.baseUrl, props.baseUrl);
    const schedules = new ScheduledPoll(this, 'Schedules', {
      poll,
      walletIds: settings.wallets.map(({ id: wallet }) => wallet),
      pollMinutes: settings.pollMinutes,
    });

    const agencies = agenciesOf(settings);
    let subAccounts: SubAccounts | undefined;
    if (agencies.length > 0) {
      const ids = agencies.map(({ id: agency }) => agency);
      subAccounts = new SubAccounts(this, 'SubAccounts', { settingsFile: file, agencies: ids });
      history.grantRecord(subAccounts.reader);
      alerts.grantPublish(subAccounts.reader);
      grantReadSecrets(subAccounts.reader, [
        ...agencies.map(({ apiKeyParameter }) => apiKeyParameter),
        ...settings.slack.map(({ parameter }) => parameter),
      ]);
      report.grantSignLinks(subAccounts.reader);
      subAccounts.reader.addVariable('NODE_OPTIONS', TUNING.NODE_OPTIONS);
      if (props.baseUrl !== undefined) {
        subAccounts.reader.addVariable(VARIABLES.baseUrl, props.baseUrl);
      }
      this.tell(OUTPUTS.subAccountsGroup, subAccounts.groupName);
    }

    if (settings.digest !== undefined) {
      const { timeZone } = settings;
      const digest = new Digest(this, 'Digest', {
        ...settings.digest,
        settingsFile: file,
        timeZone,
      });
      history.grantReadAndDigest(digest.sender);
      alerts.grantPublish(digest.sender);
      grantReadSecrets(
        digest.sender,
        settings.slack.map(({ parameter }) => parameter),
      );
      report.grantSignLinks(digest.sender);
      this.tell(OUTPUTS.digestGroup, digest.groupName);
    }

    const ops = new OpsTopic(this, 'Ops', { emails: settings.opsEmail });
    this.tell(OUTPUTS.table, history.tableName);
    this.tell(OUTPUTS.alertTopicArn, alerts.topicArn);
    this.tell(OUTPUTS.opsTopicArn, ops.topicArn);
    this.tell(OUTPUTS.pollFunction, poll.lambda.functionName);
    this.tell(OUTPUTS.scheduleGroup, schedules.groupName);
    this.tell(OUTPUTS.reportUrl, report.url);
    if (webhookSecrets.length > 0) {
      const props = { settingsFile: file, poll, subAccounts, history, secrets: webhookSecrets };
      this.tell(OUTPUTS.webhookUrl, new WebhookEndpoint(this, 'Webhook', props).url);
    }
    this.tell(OUTPUTS.settings, fingerprint(settings));
    const which = this.stackName === DEFAULT_STACK ? '' : ` --stack ${this.stackName}`;
    const config = relative('', file);
    const from = config === SETTINGS_FILE ? '' : ` --config ${config}`;
    this.tell(OUTPUTS.next, `npm run -s runway -- doctor${which}${from}`);
    new OpsAlarms(this, 'Alarms', {
      topic: ops,
      poll,
      functions: this.node.findAll().filter((part) => part instanceof BundledFunction),
      pollMinutes: settings.pollMinutes,
      cliOptions: `${which}${from}`,
    });
    if (isExample) refuseToDeployExample(this);
  }

  private tell(output: string, value: string): void {
    new CfnOutput(this, output, { value });
  }
}
