import { type ChatContent, type ChatLine, clip, fitted } from '../chat.ts';
import type { Message } from '../message.ts';

/** A custom notification of Amazon Q Developer in chat applications. */
export interface AmazonQNotification {
  readonly version: '1.0';
  readonly source: 'custom';
  readonly id: string;
  readonly content: {
    readonly textType: 'client-markdown';
    readonly title: string;
    readonly description: string;
  };
  readonly metadata: {
    /** What belongs together is shown as one thread. */
    readonly threadId: string;
    readonly summary: string;
    readonly eventType: string;
    readonly enableCustomActions: false;
  };
}

/** https://docs.aws.amazon.com/chatbot/latest/adminguide/custom-notifs.html; cut short is better than not shown. */
export const AMAZON_Q_LIMITS = { title: 250, description: 8_000 } as const;

/** One for Slack and Teams, so it has only what both read alike: bold labels and addresses as they are. */
export function amazonQNotification({
  chat,
  incidents,
  event,
  attributes,
}: Message): AmazonQNotification {
  const [incident] = incidents;
  const title = clip(`${SIGN[chat.severity]} ${plain(chat.headline)}`, AMAZON_Q_LIMITS.title);
  return {
    version: '1.0',
    source: 'custom',
    id: String(event.id),
    content: {
      textType: 'client-markdown',
      title,
      description: fitted(
        chat,
        descriptionOf,
        (text) => text.length <= AMAZON_Q_LIMITS.description,
      ),
    },
    metadata: {
      threadId: incident ? `${incident.wallet}/${incident.trouble}` : attributes.wallet,
      summary: title,
      eventType: attributes.kind,
      enableCustomActions: false,
    },
  };
}

const SIGN: Readonly<Record<ChatContent['severity'], string>> = {
  info: 'ℹ️',
  warning: '⚠️',
  critical: '🚨',
};

function descriptionOf({ sections, links, notes }: ChatContent): string {
  const texts = sections.map(({ title, lines }) =>
    [...(title === undefined ? [] : [`*${plain(title)}*`]), ...lines.map(lineOf)].join('\n'),
  );
  const ways = links.map(({ label, url }) => `${label}: ${url}`);
  return [...texts, ways.join('\n'), notes.map(plain).join(' · ')]
    .filter((text) => text !== '')
    .join('\n\n');
}

function lineOf({ label, text, more = [] }: ChatLine): string {
  if (label === undefined) return plain(text);
  return [`*${label}*  ${plain(text)}`, ...more.map((each) => `• ${plain(each)}`)].join('\n');
}

const LOOKALIKES: Readonly<Record<string, string>> = {
  '<': '‹',
  '>': '›',
  '*': '∗',
  '~': '∼',
  '`': "'",
  '[': '(',
  ']': ')',
  '&': '+',
};

/** Slack and Teams escape differently, so what either reads as markup is replaced by what looks alike. */
function plain(text: string): string {
  return text.replace(/[<>*~`[\]&]/g, (character) => LOOKALIKES[character] ?? character);
}
