import { relative } from 'node:path';
import { CfnOutput, Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { VARIABLES } from '../functions/settings/environment.ts';
import { fingerprint } from '../functions/settings/fingerprint.ts';
import { DEFAULT_STACK, OUTPUTS } from '../functions/settings/outputs.ts';
import { SETTINGS_FILE } from '../functions/settings/settings.ts';
import { agenciesOf, alarmChannels } from '../functions/settings/wallet-settings.ts';
import { AlarmRelay } from './alarm-relay.ts';
import { AlertTopic } from './alert-topic.ts';
import { TUNING } from './bundle.ts';
import { BundledFunction, withVariables } from './bundled-function.ts';
import { ChatTopic } from './chat-topic.ts';
import { DeadLetters } from './dead-letters.ts';
import { Digest } from './digest.ts';
import { refuseToDeployExample } from './example-settings.ts';
import { HistoryTable } from './history-table.ts';
import { OpsAlarms } from './ops-alarms.ts';
import { OpsDashboard } from './ops-dashboard.ts';
import { OpsTopic } from './ops-topic.ts';
import { Poll, PollSchedules } from './poll.ts';
import { ReportPage } from './report-page.ts';
import { allowForSecretNames, readSecrets } from './secret-parameters.ts';
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
    const { settings, file: settingsFile, isExample } = props.source;
    const { wallets, pollMinutes, timeZone, linkKeyParameter, heartbeatParameter } = settings;
    const keys = wallets.map(({ apiKeyParameter }) => apiKeyParameter);
    const channelSecrets = settings.channels.map(({ parameter }) => parameter);
    const heartbeat = heartbeatParameter === undefined ? [] : [heartbeatParameter];
    const webhookSecrets = wallets.flatMap((one) => one.webhookSecretParameter ?? []);
    const { publicConcurrency: concurrency } = settings;
    const secrets = [...keys, ...channelSecrets, ...heartbeat, ...webhookSecrets, linkKeyParameter];
    allowForSecretNames(this, secrets);

    const history = new HistoryTable(this, 'History', {
      isKept: props.isHistoryKept ?? true,
      existing: settings.historyTable,
    });
    const deadLetters = new DeadLetters(this, 'DeadLetters');
    const alerts = new AlertTopic(this, 'Alerts', { emails: settings.email });
    const chat = settings.chatTopic ? new ChatTopic(this, 'Chat') : undefined;
    const publish = [alerts.publish, ...(chat === undefined ? [] : [chat.publish])];
    const page = settings.page
      ? new ReportPage(this, 'Page', { settingsFile, history, linkKeyParameter, concurrency })
      : undefined;
    const signLinks = page === undefined ? [] : [page.signLinks];
    /** Of the functions that read wallets, all day. */
    const watching = (apiKeys: readonly string[]) => [
      history.record,
      ...publish,
      ...signLinks,
      readSecrets([...apiKeys, ...channelSecrets]),
      withVariables({ ...TUNING, [VARIABLES.baseUrl]: props.baseUrl }),
    ];
    const poll = new Poll(this, 'Poll', {
      entry: props.pollEntry,
      settingsFile,
      deadLetters,
      reservedConcurrency: settings.reservedConcurrency,
      access: [...watching([...keys, ...heartbeat]), alerts.listSubscribers],
    });
    const walletIds = wallets.map((one) => one.id);
    const schedules = new PollSchedules(this, 'Schedules', { poll, walletIds, pollMinutes });

    let subAccounts: SubAccounts | undefined;
    const agencies = agenciesOf(settings);
    if (agencies.length > 0) {
      subAccounts = new SubAccounts(this, 'SubAccounts', {
        settingsFile,
        deadLetters,
        agencies: agencies.map((one) => one.id),
        access: watching(agencies.map(({ apiKeyParameter }) => apiKeyParameter)),
      });
      this.output(OUTPUTS.subAccountsGroup, subAccounts.groupName);
    }

    if (settings.digest !== undefined) {
      const access = [history.readAndDigest, ...publish, ...signLinks, readSecrets(channelSecrets)];
      const digest = new Digest(this, 'Digest', {
        ...settings.digest,
        settingsFile,
        deadLetters,
        timeZone,
        access,
      });
      this.output(OUTPUTS.digestGroup, digest.groupName);
    }

    const ops = new OpsTopic(this, 'Ops', { emails: settings.opsEmail });
    const told = alarmChannels(settings).map(({ parameter }) => parameter);
    if (told.length > 0) {
      const access = [readSecrets(told), withVariables({ [VARIABLES.baseUrl]: props.baseUrl })];
      new AlarmRelay(this, 'AlarmRelay', { settingsFile, topic: ops, deadLetters, access });
    }
    this.output(OUTPUTS.table, history.tableName);
    this.output(OUTPUTS.alertTopicArn, alerts.topicArn);
    if (chat !== undefined) this.output(OUTPUTS.chatTopicArn, chat.topicArn);
    this.output(OUTPUTS.opsTopicArn, ops.topicArn);
    this.output(OUTPUTS.pollFunction, poll.lambda.functionName);
    this.output(OUTPUTS.deadLetters, deadLetters.queueUrl);
    this.output(OUTPUTS.scheduleGroup, schedules.groupName);
    if (page !== undefined) this.output(OUTPUTS.reportUrl, page.url);
    if (webhookSecrets.length > 0) {
      const props = {
        settingsFile,
        poll,
        reader: subAccounts?.reader,
        history,
        secrets: webhookSecrets,
        concurrency,
      };
      this.output(OUTPUTS.webhookUrl, new WebhookEndpoint(this, 'Webhook', props).url);
    }
    this.output(OUTPUTS.settings, fingerprint(settings));
    const which = this.stackName === DEFAULT_STACK ? '' : ` --stack ${this.stackName}`;
    const config = relative('', settingsFile);
    const from = config === SETTINGS_FILE ? '' : ` --config ${config}`;
    this.output(OUTPUTS.next, `npm run -s runway -- doctor${which}${from}`);
    const watched = {
      alerts,
      deadLetters,
      schedules: [schedules.watched, ...(subAccounts === undefined ? [] : [subAccounts.watched])],
      functions: this.node.findAll().filter((part) => part instanceof BundledFunction),
    };
    new OpsAlarms(this, 'Alarms', { ...watched, topic: ops, cliOptions: `${which}${from}` });
    if (settings.dashboard) new OpsDashboard(this, 'Dashboard', watched);
    if (isExample) refuseToDeployExample(this);
  }

  private output(name: string, value: string): void {
    new CfnOutput(this, name, { value });
  }
}
