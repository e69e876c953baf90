import type { SendOutcome } from '../../functions/core/alert/delivery.ts';
import type { Message } from '../../functions/core/wording/message.ts';

export interface LocalTopicOptions {
  /** Where the mail is shown; text that ends with a line break. */
  readonly write: (text: string) => void;
}

/** Stands where the SNS topic stands on AWS. */
export interface LocalTopic {
  readonly name: 'terminal';
  send(message: Message): Promise<SendOutcome>;
}

const COLUMNS = 76;

/** Shows each alert as the mail that SNS would deliver. Nothing is sent. */
export function createLocalTopic({ write }: LocalTopicOptions): LocalTopic {
  return {
    name: 'terminal',
    async send(message) {
      write(mailFrame(message));
      return { state: 'accepted', isShownHere: true };
    },
  };
}

/** Subject and text between two rules, so that a mail is told from what is around it. */
export function mailFrame({ subject, mail }: Pick<Message, 'subject' | 'mail'>): string {
  const title = '── mail ';
  return [
    '',
    title.padEnd(COLUMNS, '─'),
    `Subject: ${subject}`,
    '',
    mail.trimEnd(),
    '─'.repeat(COLUMNS),
    '',
    '',
  ].join('\n');
}
