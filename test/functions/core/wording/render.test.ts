import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Alert } from '../../../../functions/core/alert/alert.ts';
import { slackMessage } from '../../../../functions/core/wording/channels/slack.ts';
import { renderAlert } from '../../../../functions/core/wording/render.ts';
import { someAlert } from '../../../support/alerts.ts';
import { anyAlert } from '../../../support/any-alert.ts';

const render = (alert: Alert, name = 'main', isPossibleRepeat = false) =>
  renderAlert({
    alert,
    id: '2026-11-27T12:00:00.000Z#runway',
    wallet: { id: 'main', name },
    timeZone: 'Europe/Vienna',
    isPossibleRepeat,
  });

describe('an alert in words', () => {
  it('says in mail what runs out, when, how sure that is, why now and what to do', () => {
    expect(render(someAlert()).mail).toBe(
      [
        'main runs out Mon 30 Nov, about 07:00. Top up before the weekend.',
        '',
        'Left        118 SQC, burning 41 a day',
        'Likely      between Sun 29 Nov 04:00 and Tue 1 Dec 15:00 (8 in 10)',
        'Why now     under 3 days for two hours',
        'To fix it   750 SQC (€15) lasts until about Fri 18 Dec',
        '            https://app.smartlyq.com/my/developer',
        '',
      ].join('\n'),
    );
  });

  it('says where a burst of today makes the date too early', () => {
    expect(render(someAlert({}, { isAfterBurst: true })).mail).toContain(
      "(8 in 10);\n            after today's burst, likely later\n",
    );
  });

  it('tells an overdrawn wallet from an empty one', () => {
    const depleted = { kind: 'depleted', severity: 'critical' } as const;
    const empty = someAlert(depleted, {
      balance: { decimal: '0', currency: 'SQC' },
      runwayDays: null,
    });
    const overdrawn = someAlert(depleted, {
      balance: { decimal: '-3.5', currency: 'USD' },
      runwayDays: null,
    });
    expect(render(empty).subject).toBe('main is empty: 0 SQC left. Top up now.');
    expect(render(overdrawn).subject).toBe('main is overdrawn: -3.50 USD. Top up now.');
  });

  it('names no date that is farther than anybody can see', () => {
    const far = someAlert(
      { kind: 'topped-up', severity: 'info' },
      {
        runwayDays: { p10: 70, p50: 90, p90: 200 },
        topUp: { decimal: '3000', currency: 'SQC' },
        notifiedAtMs: Date.parse('2026-11-25T12:00:00Z'),
      },
    );
    const { levelDays: _, ...facts } = far.facts;
    const { subject, mail } = render({ ...far, facts });
    expect(subject).toBe('main was topped up by 3,000 SQC: it lasts for more than 60 days.');
    expect(mail).toContain('Lasted      2 days since the first message');
  });

  it('marks a possible repeat in every channel', () => {
    const { subject, mail, sms, event, chat } = render(someAlert(), 'main', true);
    for (const text of [subject, mail, sms, JSON.stringify(slackMessage(chat))]) {
      expect(text.toLowerCase()).toContain('possible repeat');
    }
    expect(event.possibleRepeat).toBe(true);
  });
});

describe('any name, amount and kind', () => {
  const hostile = [
    '<!channel>',
    '<@U123>',
    '&amp;',
    'שלום עולם',
    'مرحبا',
    'a\u202eb',
    '👨‍👩‍👧‍👦',
    '\u001b[31m',
    'x'.repeat(200),
    '\r\nBcc: x@y',
  ];
  const names = fc.oneof(
    fc.string({ unit: 'grapheme', maxLength: 200 }),
    fc.string({ unit: 'binary', maxLength: 200 }),
    fc.array(fc.constantFrom(...hostile), { maxLength: 30 }).map((parts) => parts.join(' ')),
  );
  it('keep within the limits of every channel', () => {
    fc.assert(
      fc.property(anyAlert, names, fc.boolean(), (alert, name, isRepeat) => {
        const { subject, mail, sms, chat, event } = render(alert, name, isRepeat);
        const slack = slackMessage(chat);
        expect(subject).toMatch(/^[\x20-\x7e]{1,99}$/);
        expect(sms).toMatch(/^[\x20-\x5a\x5f\x61-\x7a]{1,160}$/);
        const lines = mail.trimEnd().split('\n');
        expect(lines.length).toBeLessThanOrEqual(15);
        for (const line of lines) expect([...line].length, line).toBeLessThanOrEqual(72);
        expect(slack.blocks.length).toBeLessThanOrEqual(50);
        for (const block of slack.blocks) {
          const { text } = block as { text?: { type: string; text: string } };
          if (text)
            expect(text.text.length).toBeLessThanOrEqual(text.type === 'plain_text' ? 150 : 3_000);
        }
        expect(JSON.stringify({ event, slack })).not.toMatch(/NaN|Infinity/);
      }),
    );
  });

  it('mention nobody and turn no writing direction', () => {
    fc.assert(
      fc.property(anyAlert, names, (alert, name) => {
        const { mail, chat, subject, sms } = render(alert, name);
        const slack = slackMessage(chat);
        const marked = slack.blocks.flatMap((block) => {
          const { text, elements = [] } = block as {
            text?: { type: string; text: string };
            elements?: { text: string }[];
          };
          return [
            ...(text?.type === 'mrkdwn' ? [text.text] : []),
            ...elements.map((one) => one.text),
          ];
        });
        for (const text of [slack.text, ...marked]) {
          const links = text.match(/<[^>]*>/g) ?? [];
          expect(links.filter((link) => !link.startsWith('<https://app.smartlyq.com/'))).toEqual(
            [],
          );
          expect(text).not.toMatch(/[\u202a-\u202e]|(?!\n)\p{Cc}/u);
        }
        for (const text of [subject, sms]) expect(text).not.toMatch(/[\r\n]/);
        expect(mail).not.toMatch(/[\u202a-\u202e\u2028\u2029]|(?!\n)\p{Cc}/u);
      }),
    );
  });
});

describe('links', () => {
  const page =
    'https://abcdefghijklmnopqrstuvwxyz012345.lambda-url.eu-central-1.on.aws/?t=stl8p2o.main.0123456789012345678901234567890123456789abc';
  const input = {
    alert: someAlert(),
    id: 'x#runway',
    wallet: { id: 'main', name: 'main' },
    timeZone: 'UTC',
    isPossibleRepeat: true,
  };

  it('lead from mail and chats to the page, and nowhere else do they stand', () => {
    const { mail, chat, ...rest } = renderAlert({ ...input, links: { page, canSnooze: true } });
    expect(mail.split('\n')).toContain(`Look/snooze ${page}`);
    expect(mail.trimEnd().split('\n').length).toBeLessThanOrEqual(15);
    expect(JSON.stringify(slackMessage(chat))).toContain(
      `<${page}|Report> · <${page}#snooze|Snooze> · <https://app.smartlyq.com/my/developer|Top up>`,
    );
    expect(JSON.stringify(rest)).not.toContain('lambda-url');
  });

  it('offer no snooze where none helps', () => {
    const { mail, chat } = renderAlert({ ...input, links: { page, canSnooze: false } });
    expect(mail).toContain(`Look        ${page}`);
    expect(JSON.stringify(slackMessage(chat))).not.toContain('Snooze');
  });
});
