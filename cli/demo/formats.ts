import { CHANNEL_TYPES, type ChannelType } from '../../functions/core/alert/channel-type.ts';
import { amazonQNotification } from '../../functions/core/wording/channels/amazon-q.ts';
import { discordMessage } from '../../functions/core/wording/channels/discord.ts';
import { pagerdutyEvents } from '../../functions/core/wording/channels/pagerduty.ts';
import { slackMessage } from '../../functions/core/wording/channels/slack.ts';
import { teamsMessage } from '../../functions/core/wording/channels/teams.ts';
import type { Message } from '../../functions/core/wording/message.ts';
import { mailLines, slackLines, titleLine } from './show.ts';

/** What a message can be shown as. */
export type Format = 'mail' | ChannelType | 'amazon-q';

export const FORMATS: readonly Format[] = ['mail', ...CHANNEL_TYPES, 'amazon-q'];

/** What people read as they read it; what a service draws, or a machine reads, as the JSON that it is sent. */
const SHOWN: Readonly<Record<Format, (message: Message) => readonly string[]>> = {
  mail: mailLines,
  slack: ({ chat }) => slackLines(slackMessage(chat)),
  teams: ({ chat }) => json(teamsMessage(chat)),
  discord: ({ chat }) => json(discordMessage(chat)),
  pagerduty: (message) => {
    const events = pagerdutyEvents(message, 'info');
    return events.length === 0 ? ['(not sent: it neither opens nor resolves)'] : json(events);
  },
  webhook: ({ event }) => json(event),
  'amazon-q': (message) => json(amazonQNotification(message)),
};

export function formatText(
  format: Format,
  atMs: number,
  message: Message,
  timeZone: string,
): string {
  const title = titleLine(atMs, message.attributes.severity, timeZone);
  return ['', title, ...SHOWN[format](message), ''].join('\n');
}

function json(value: unknown): string[] {
  return [JSON.stringify(value, null, 2)];
}
