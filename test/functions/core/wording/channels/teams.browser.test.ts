import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { exampleMessage } from '../../../../../cli/demo/all-kinds.ts';
import { ALERT_KINDS } from '../../../../../functions/core/alert/alert.ts';
import { teamsMessage } from '../../../../../functions/core/wording/channels/teams.ts';
import type { Message } from '../../../../../functions/core/wording/message.ts';
import { startBrowser } from '../../../../support/browser.ts';
import { drawCard } from '../../../../support/card-picture.ts';

const links = { page: 'https://example.com/page', canSnooze: true };
const cardOf = ({ chat }: Message) => teamsMessage(chat).attachments[0].content;

describe("a card for Teams, drawn by Microsoft's renderer", () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await startBrowser();
  });
  afterAll(() => browser.close());

  it.each(ALERT_KINDS)(
    'of %s is valid, in light and dark, and shows all it has to say',
    async (kind) => {
      const { chat, ...message } = exampleMessage(kind, { links });
      for (const theme of ['light', 'dark'] as const) {
        const drawn = await drawCard(browser, cardOf({ ...message, chat }), theme);
        expect(drawn.faults).toEqual([]);
        expect(drawn.isCut).toBe(false);
        expect(drawn.text).toContain(chat.headline);
        for (const { label } of chat.links) expect(drawn.text).toContain(label);
        for (const { lines } of chat.sections) {
          for (const { text } of lines) expect(drawn.text).toContain(text);
        }
        expect(drawn.links).toEqual([]);
        expect(drawn.formatted).toBe(0);
      }
    },
  );

  it.each([
    '**b** _i_ [x](https://evil.example) `c` \\',
    '<img src=x onerror=alert(1)> <at>All</at>',
    '# 1. - + {{DATE(2026-11-27T12:00:00Z,SHORT)}}',
    'שלום עולם \u202eabc',
    '😀'.repeat(200),
    'x'.repeat(200),
    '1. one',
  ])('formats nothing of a name or a reason such as %j', async (hostile) => {
    const { chat, ...message } = exampleMessage('runway', {
      wallet: { id: 'main', name: hostile },
    });
    const lines = [
      { label: 'Why now', text: hostile },
      { label: 'Look', text: hostile, more: [hostile] },
    ];
    const sections = [...chat.sections, { title: hostile, lines }];
    const content = cardOf({ ...message, chat: { ...chat, sections } });
    const drawn = await drawCard(browser, content, 'light');
    expect(drawn.faults).toEqual([]);
    expect(drawn.links).toEqual([]);
    expect(drawn.formatted).toBe(0);
  });
});
