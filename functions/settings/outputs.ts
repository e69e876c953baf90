/** The stack that `cdk deploy` makes and the command line looks for, where nobody names another. */
export const DEFAULT_STACK = 'SmartlyqRunway';

/** Outputs of the stack that infra writes and people and the command line read. */
export const OUTPUTS = {
  table: 'HistoryTable',
  alertTopicArn: 'AlertTopicArn',
  pollFunction: 'PollFunction',
  scheduleGroup: 'ScheduleGroup',
  /** `fingerprint` of the settings that were deployed. */
  settings: 'SettingsFingerprint',
  next: 'NextCommand',
} as const;
