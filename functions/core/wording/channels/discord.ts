import type { Severity } from '../../alert/alert.ts';
import { type ChatContent, type ChatLine, clip, fitted } from '../chat.ts';

/** The body of a Discord webhook: one embed, and nobody who could be mentioned. */
export interface DiscordMessage {
  readonly embeds: readonly [
    {
      readonly title: string;
      readonly description: string;
      readonly color: number;
      readonly footer: { readonly text: string };
    },
  ];
  readonly allowed_mentions: { readonly parse: readonly [] };
}

/** https://discord.com/developers/docs/resources/message#embed-object-embed-limits */
export const DISCORD_LIMITS = {
  title: 256,
  description: 4_096,
  footer: 2_048,
  all: 6_000,
} as const;

const COLOR: Readonly<Record<Severity, number>> = {
  info: 0x3b82f6,
  warning: 0xf59e0b,
  critical: 0xdc2626,
};

export function discordMessage(content: ChatContent): DiscordMessage {
  const message = fitted(content, messageOf, ({ embeds: [{ title, description, footer }] }) => {
    const all = title.length + description.length + footer.text.length;
    return description.length <= DISCORD_LIMITS.description && all <= DISCORD_LIMITS.all;
  });
  return message;
}

function messageOf({ headline, severity, sections, links, notes }: ChatContent): DiscordMessage {
  const texts = sections.map(({ title, lines }) =>
    [...(title === undefined ? [] : [`**${escapeDiscord(title)}**`]), ...lines.map(lineOf)].join(
      '\n',
    ),
  );
  const ways = links.map(({ label, url }) => `[${label}](${url})`).join(' · ');
  return {
    embeds: [
      {
        title: escapedTitle(headline),
        description: [...texts, ways].filter((text) => text !== '').join('\n\n'),
        color: COLOR[severity],
        footer: { text: clip([severity, ...notes].join(' · '), DISCORD_LIMITS.footer) },
      },
    ],
    allowed_mentions: { parse: [] },
  };
}

/** Cut before it is escaped, so that no escape is cut in half. */
function escapedTitle(headline: string): string {
  let max: number = DISCORD_LIMITS.title;
  let title = escapeDiscord(clip(headline, max));
  while (title.length > DISCORD_LIMITS.title) {
    // A character becomes two at most.
    max -= Math.ceil((title.length - DISCORD_LIMITS.title) / 2);
    title = escapeDiscord(clip(headline, max));
  }
  return title;
}

function lineOf({ label, text, more }: ChatLine): string {
  if (label === undefined) return escapeStart(escapeDiscord(text));
  if (more === undefined) return `**${label}**  ${escapeDiscord(text)}`;
  return [`**${label}**`, ...[text, ...more].map((each) => `• ${escapeDiscord(each)}`)].join('\n');
}

/** Discord hides a backslash before any punctuation. Mentions, links and timestamps need "<", "[" or "://". */
export function escapeDiscord(text: string): string {
  return text.replace(/[\\*_~`|<>[\]]/g, '\\$&').replaceAll('://', '\\://');
}

/** A line of its own may begin like a heading or a list. */
function escapeStart(line: string): string {
  return line.replace(/^(\s*)([#-])/, '$1\\$2').replace(/^(\s*\d+)\./, '$1\\.');
}
