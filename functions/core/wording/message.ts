/** One alert, worded for every kind of reader. Rendered at the moment of sending, never stored. */
export interface Message {
  /** Under 100 printable ASCII characters. */
  readonly subject: string;
  /** At most 15 lines of 72 columns. */
  readonly mail: string;
  /** One line of at most 160 GSM-7 characters. */
  readonly sms: string;
  /** For machines; its shape is published under schemas/. */
  readonly event: Readonly<Record<string, unknown>>;
  /** For SNS filter policies. */
  readonly attributes: {
    readonly severity: string;
    readonly kind: string;
    readonly wallet: string;
  };
  readonly slack: SlackMessage;
}

/** Where a message's links lead; they are signed, so they stand in mail and Slack alone. */
export interface MessageLinks {
  /** The wallet's page. */
  readonly page: string;
  /** Its form can ask for a snooze. */
  readonly canSnooze: boolean;
}

/** The body of a Slack incoming webhook: `text` is what the notification shows. */
export interface SlackMessage {
  readonly text: string;
  readonly blocks: readonly Readonly<Record<string, unknown>>[];
}
