import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SEVERITIES } from '../../../../../functions/core/alert/alert.ts';
import {
  AMAZON_Q_LIMITS,
  amazonQNotification,
} from '../../../../../functions/core/wording/channels/amazon-q.ts';
import {
  DISCORD_LIMITS,
  discordMessage,
  escapeDiscord,
} from '../../../../../functions/core/wording/channels/discord.ts';
import {
  PAGERDUTY_LIMITS,
  pagerdutyEvents,
} from '../../../../../functions/core/wording/channels/pagerduty.ts';
import { slackMessage } from '../../../../../functions/core/wording/channels/slack.ts';
import {
  MAX_TEAMS_BYTES,
  teamsMessage,
} from '../../../../../functions/core/wording/channels/teams.ts';
import type { ChatContent } from '../../../../../functions/core/wording/chat.ts';
import { renderAlert } from '../../../../../functions/core/wording/render.ts';
import { anyAlert } from '../../../../support/any-alert.ts';

const HOSTILE = [
  '@everyone',
  '<@123456789012345678>',
  '<!channel>',
  '<at>All</at>',
  '**bold** _it_ ~~x~~ ||spoiler|| `code`',
  '[click](https://evil.example)',
  'https://evil.example',
  '{{DATE(2026-11-27T12:00:00Z,SHORT)}}',
  '# heading',
  '1. one',
  '\\',
  'שלום עולם',
  'a\u202eb',
  '👨‍👩‍👧‍👦'.repeat(20),
  '😀'.repeat(200),
  'x'.repeat(200),
  '"}]}',
];
const names = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 200 }),
  fc.array(fc.constantFrom(...HOSTILE), { maxLength: 20 }).map((parts) => parts.join(' ')),
);
const page = 'https://abc.lambda-url.eu-central-1.on.aws/?t=stl8p2o.main.0123';
const messages = fc
  .record({ alert: anyAlert, name: names, isPossibleRepeat: fc.boolean(), isLinked: fc.boolean() })
  .map(({ alert, name, isPossibleRepeat, isLinked }) =>
    renderAlert({
      alert,
      id: 'x',
      wallet: { id: 'main', name },
      timeZone: 'UTC',
      isPossibleRepeat,
      ...(isLinked && { links: { page, canSnooze: true } }),
    }),
  );
/** Far larger than what an alert or a digest comes to. */
const contents: fc.Arbitrary<ChatContent> = fc.record({
  headline: names,
  severity: fc.constantFrom(...SEVERITIES),
  sections: fc.array(
    fc.record({
      title: names,
      lines: fc.array(
        fc.oneof(
          fc.record({ text: names }),
          fc.record({ label: fc.constant('Left'), text: names }),
          fc.record({ label: fc.constant('Look'), text: names, more: fc.array(names) }),
        ),
        { maxLength: 30 },
      ),
    }),
    { maxLength: 8 },
  ),
  links: fc.constant([{ label: 'Report' as const, url: page }]),
  notes: fc.array(names, { maxLength: 3 }),
});
const chats = fc.oneof(
  messages.map(({ chat }) => chat),
  contents,
);

describe('Discord', () => {
  it('takes every message: each part and all of them are within its limits', () => {
    fc.assert(
      fc.property(chats, (chat) => {
        const { embeds, allowed_mentions } = discordMessage(chat);
        const [{ title, description, footer }] = embeds;
        expect(allowed_mentions).toEqual({ parse: [] });
        expect(title.length).toBeLessThanOrEqual(DISCORD_LIMITS.title);
        expect(description.length).toBeLessThanOrEqual(DISCORD_LIMITS.description);
        expect(footer.text.length).toBeLessThanOrEqual(DISCORD_LIMITS.footer);
        const all = title.length + description.length + footer.text.length;
        expect(all).toBeLessThanOrEqual(DISCORD_LIMITS.all);
      }),
    );
  });

  it('reads no name as mention, link or format', () => {
    fc.assert(
      fc.property(names, (name) => {
        const escaped = escapeDiscord(name);
        // What is left beside the pairs of backslash and sign has no meaning.
        expect(escaped.replace(/\\[^\p{L}\p{N}\s]/gu, '')).not.toMatch(/[\\*_~`|<>[\]]|:\/\//);
        expect(escaped.replace(/\\([^\p{L}\p{N}\s])/gu, '$1')).toBe(name);
      }),
    );
  });
});

describe('Teams', () => {
  it('takes every message: within its 28 KB, and always with headline and links', () => {
    fc.assert(
      fc.property(chats, (chat) => {
        const message = teamsMessage(chat);
        expect(Buffer.byteLength(JSON.stringify(message))).toBeLessThanOrEqual(MAX_TEAMS_BYTES);
        const { body, actions } = message.attachments[0].content as {
          body: { inlines?: { text: string }[] }[];
          actions: { url: string }[];
        };
        expect(body[0]?.inlines?.[0]?.text).toBe(chat.headline);
        expect(actions.map(({ url }) => url)).toEqual(chat.links.map(({ url }) => url));
      }),
    );
  });

  it('mentions nobody: a card without entities has no mentions', () => {
    fc.assert(
      fc.property(chats, (chat) => {
        expect(JSON.stringify(teamsMessage(chat))).not.toContain('"entities"');
      }),
    );
  });
});

describe('Slack', () => {
  it('takes every message: at most 50 blocks of 3,000 characters', () => {
    fc.assert(
      fc.property(chats, (chat) => {
        const { blocks } = slackMessage(chat);
        expect(blocks.length).toBeLessThanOrEqual(50);
        for (const { text } of blocks as { text?: { type: string; text: string } }[]) {
          if (text === undefined) continue;
          const max = text.type === 'plain_text' ? 150 : 3_000;
          expect(text.text.length).toBeLessThanOrEqual(max);
        }
      }),
    );
  });
});

describe('PagerDuty', () => {
  it('takes every event: keys and summaries are within its limits', () => {
    fc.assert(
      fc.property(messages, fc.constantFrom(...SEVERITIES), (message, minSeverity) => {
        for (const event of pagerdutyEvents(message, minSeverity)) {
          expect(event.dedup_key.length).toBeLessThanOrEqual(PAGERDUTY_LIMITS.dedupKey);
          expect(Buffer.byteLength(JSON.stringify(event))).toBeLessThan(512 * 1_024);
          if (event.event_action === 'resolve') continue;
          const { summary, severity, source } = event.payload as Record<string, string>;
          expect(summary?.length).toBeLessThanOrEqual(PAGERDUTY_LIMITS.summary);
          expect(summary).not.toBe('');
          expect(source).not.toBe('');
          expect(SEVERITIES).toContain(severity);
        }
      }),
    );
  });
});

describe('Amazon Q', () => {
  it('takes every message, and reads no name as markup', () => {
    fc.assert(
      fc.property(chats, messages, (chat, message) => {
        const { content, metadata } = amazonQNotification({ ...message, chat });
        expect(content.title.length).toBeLessThanOrEqual(AMAZON_Q_LIMITS.title);
        expect(content.description.length).toBeLessThanOrEqual(AMAZON_Q_LIMITS.description);
        expect(metadata.threadId).not.toBe('');
        expect(`${content.title}${content.description}`).not.toMatch(/[<>~`[\]]/);
        expect(content.title).not.toContain('*');
      }),
    );
  });
});
