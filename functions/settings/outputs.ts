/** The stack that `cdk deploy` makes and the command line looks for, where nobody names another. */
export const DEFAULT_STACK = 'SmartlyqRunway';

/** Outputs of the stack that infra writes and people and the command line read. */
export const OUTPUTS = {
  table: 'HistoryTable',
  alertTopicArn: 'AlertTopicArn',
  /** What Amazon Q Developer in chat applications reads; only where the settings ask for it. */
  chatTopicArn: 'ChatTopicArn',
  /** Where alarms about the watcher itself go. */
  opsTopicArn: 'OpsTopicArn',
  pollFunction: 'PollFunction',
  /** URL of the queue that takes runs which AWS gave up. */
  deadLetters: 'DeadLetterQueue',
  scheduleGroup: 'ScheduleGroup',
  /** Of the digest's schedule; only where the settings ask for a digest. */
  digestGroup: 'DigestGroup',
  /** Of the schedules that read agencies' sub-accounts; only where the settings ask for it. */
  subAccountsGroup: 'SubAccountsGroup',
  /** The page's address; it opens with a signed link alone. */
  reportUrl: 'ReportUrl',
  /** Where the vendor's webhooks arrive, ends in "/"; only where a wallet takes them. */
  webhookUrl: 'WebhookUrl',
  /** `fingerprint` of the settings that were deployed. */
  settings: 'SettingsFingerprint',
  next: 'NextCommand',
} as const;
