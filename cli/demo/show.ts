import { styleText } from 'node:util';
import { localDayAndTime } from '../../functions/core/text/local-time.ts';
import { durationText } from '../../functions/core/text/numbers.ts';
import type { SlackMessage } from '../../functions/core/wording/channels/slack.ts';
import type { Message } from '../../functions/core/wording/message.ts';
import type { Depletion } from './what-happened.ts';

const RULE = 72;

/** One alert as a person would get it: the mail, then the Slack message. */
export function alertText(
  atMs: number,
  mail: Message,
  slack: SlackMessage | undefined,
  timeZone: string,
): string {
  return [
    '',
    titleLine(atMs, mail.attributes.severity, timeZone),
    ...mailLines(mail),
    ...(slack === undefined ? [] : ['', styleText('dim', 'Slack'), '', ...slackLines(slack)]),
    '',
  ].join('\n');
}

export function titleLine(atMs: number, severity: string, timeZone: string): string {
  const title = ` ${localDayAndTime(atMs, timeZone)} · ${severity} `;
  return styleText('dim', `──${title}${'─'.repeat(RULE - 2 - title.length)}`);
}

export function mailLines({ subject, mail }: Message): string[] {
  const lines = mail.trimEnd().split('\n');
  return [
    styleText('dim', `Mail     ${subject}`),
    '',
    ...lines.map((line) => (line === '' ? '' : `  ${line}`)),
  ];
}

/** The blocks as Slack shows them, without its markup. */
export function slackLines({ blocks }: SlackMessage): string[] {
  return blocks.flatMap((block) => {
    const {
      type,
      text,
      elements = [],
    } = block as {
      type: string;
      text?: { text: string };
      elements?: { text: string }[];
    };
    const shown = [...(text ? [text.text] : []), ...elements.map((one) => one.text)];
    const lines = shown.flatMap((one) => plain(one).split('\n')).map((line) => `  ▏ ${line}`);
    return type === 'header' ? lines.map((line) => styleText('bold', line)) : lines;
  });
}

function plain(mrkdwn: string): string {
  return mrkdwn
    .replace(/<(https?:[^|>]*)\|([^>]*)>/g, '$2: $1')
    .replace(/\*([^*]+)\*/g, '$1')
    .replace(/:(warning|rotating_light|information_source): /g, '')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');
}

/** What was forecast against what happened, one line a message. */
export function summaryText(depletions: readonly Depletion[], timeZone: string): string {
  if (depletions.length === 0) return '\nThe wallet did not run out.\n';
  const lines = ['', styleText('bold', 'What was forecast, and what happened'), ''];
  for (const { emptyAtMs, announced } of depletions) {
    lines.push(`Ran dry ${localDayAndTime(emptyAtMs, timeZone)}`);
    if (announced.length === 0) lines.push('  nothing was said before');
    for (const { saidAtMs, kind, levelDays, forecastEmptyAtMs, isInside } of announced) {
      const what = levelDays === undefined || kind === 'topped-up' ? kind : `${levelDays} d`;
      const ahead = durationText(emptyAtMs - saidAtMs);
      const off = durationText(Math.abs(emptyAtMs - forecastEmptyAtMs));
      const side = forecastEmptyAtMs > emptyAtMs ? 'late' : 'early';
      lines.push(
        `  ${what.padEnd(10)} ${ahead.padStart(9)} ahead   said ${localDayAndTime(forecastEmptyAtMs, timeZone).padEnd(16)}  ${off} too ${side}${isInside ? '' : ', outside the likely range'}`,
      );
    }
  }
  return `${lines.join('\n')}\n`;
}
