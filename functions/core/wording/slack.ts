import type { Alert, Severity } from '../alert/alert.ts';
import { sparkline } from '../text/sparkline.ts';
import { detailsOf, topUpUrl } from './details.ts';
import { headline } from './headline.ts';
import type { MessageLinks, SlackMessage } from './message.ts';
import { type PastBalance, slackChart } from './slack-chart.ts';
import type { SpendCauses } from './spend-causes.ts';

const SIGN: Readonly<Record<Severity, string>> = {
  info: ':information_source:',
  warning: ':warning:',
  critical: ':rotating_light:',
};

/** Slack's own limits are 150 (header) and 3,000 (text); a line of ours is far shorter. */
const MAX_HEADER = 150;

export interface SlackExtras {
  readonly isPossibleRepeat: boolean;
  readonly links?: MessageLinks;
  readonly past?: readonly PastBalance[];
  readonly causes?: SpendCauses;
}

/** The first line says all; it is what a phone's notification shows. Headline and names are never read as markup. */
export function slackMessage(
  alert: Alert,
  name: string,
  timeZone: string,
  { isPossibleRepeat, links, past = [], causes }: SlackExtras,
): SlackMessage {
  const line = headline(alert, name, timeZone);
  const details = detailsOf(alert, timeZone, causes).map(
    ({ label, text }) => `*${label}*  ${escapeSlack(text)}`,
  );
  const ways = linksText(links, topUpUrl(alert));
  if (ways !== '') details.push(ways);
  const { balance } = alert.facts;
  const chart = balance && slackChart(past, balance.currency);
  const course = sparkline(past.map(({ value }) => value));
  const signs = [
    `${SIGN[alert.severity]} ${alert.severity}`,
    ...(chart && course !== '' ? [`${course} since ${past[0]?.label}`] : []),
    ...(isPossibleRepeat ? ['possible repeat'] : []),
  ];
  return {
    text: escapeSlack(line),
    blocks: [
      { type: 'header', text: { type: 'plain_text', text: clip(line, MAX_HEADER), emoji: false } },
      { type: 'section', text: { type: 'mrkdwn', text: details.join('\n') } },
      ...(chart ? [chart] : []),
      { type: 'context', elements: [{ type: 'mrkdwn', text: signs.join(' · ') }] },
    ],
  };
}

function linksText(links: MessageLinks | undefined, topUp: string | undefined): string {
  return [
    ...(links ? [`<${links.page}|Report>`] : []),
    ...(links?.canSnooze ? [`<${links.page}#snooze|Snooze>`] : []),
    ...(topUp !== undefined ? [`<${topUp}|Top up>`] : []),
  ].join(' · ');
}

/** Slack reads `<!channel>`, links and entities out of these three characters alone. */
export function escapeSlack(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

export function clip(text: string, max: number): string {
  return text.length <= max
    ? text
    : `${[...text]
        .slice(0, max - 1)
        .join('')
        .slice(0, max - 1)}…`;
}
