import { type Severity, severityOfLevel } from '../alert.ts';
import type { Period, WalletDigest } from '../digest.ts';
import { asciiName, cleanName } from './clean-name.ts';
import { digestEvent } from './digest-event.ts';
import { lengthText, walletHeadline, walletLines } from './digest-lines.ts';
import { wrap } from './mail.ts';
import type { Message } from './message.ts';
import { clip, escapeSlack } from './slack.ts';
import { isTrouble, urgency } from './verdict.ts';

export interface DigestInput {
  readonly wallets: readonly WalletDigest[];
  readonly levelsDays: readonly number[];
  readonly period: Period;
  readonly timeZone: string;
  /** What watching these wallets has cost in the period, US dollars at list prices. */
  readonly costDollars: number;
  readonly polls: number;
  readonly isPossibleRepeat: boolean;
  /** Of all of these wallets together. @default no link */
  readonly page?: string | undefined;
}

const COLUMNS = 72;
const LABEL_COLUMNS = 12;
const MAX_SUBJECT = 99;
const MAX_HEADER = 150;
const MAX_SECTION = 3_000;
/** The worst ones in full; of the others a line. */
const MAX_IN_FULL = 5;
const MAX_NAMED = 20;

/** Words a digest for every channel at once. */
export function renderDigest(input: DigestInput): Message {
  const wallets = input.wallets.toSorted(
    (a, b) =>
      Number(needsLook(b, input)) - Number(needsLook(a, input)) ||
      urgency(a.standing) - urgency(b.standing),
  );
  const sorted = { ...input, wallets };
  const prefix = input.isPossibleRepeat ? '(possible repeat) ' : '';
  const headline = headlineOf(sorted, (name) => cleanName(name));
  const plain = headlineOf(sorted, (name) => asciiName(name));
  const severity = digestSeverity(sorted);
  const subject = `${prefix}${plain}`.replace(/[^\x20-\x7e]/g, '').slice(0, MAX_SUBJECT);
  return {
    subject,
    mail: mailOf(sorted, headline),
    sms: subject.replace(/[`[\]{}^~|\\]/g, '-'),
    event: digestEvent(sorted, severity),
    attributes: { severity, kind: 'digest', wallet: '*' },
    slack: {
      text: escapeSlack(headline),
      blocks: slackBlocks(sorted, headline),
    },
  };
}

/** As grave as the worst of its wallets: "all is well" wakes nobody. */
export function digestSeverity(input: Pick<DigestInput, 'wallets' | 'levelsDays'>): Severity {
  const looks = input.wallets.filter((one) => needsLook(one, input));
  if (looks.length === 0) return 'info';
  const isUrgent = looks.some(({ standing, nextRecharge }) => {
    if (standing === undefined) return false;
    const days = nextRecharge === undefined ? standing.runwayDays?.p50 : undefined;
    return standing.state === 'empty' || severityOfLevel(days ?? 99) === 'critical';
  });
  return isUrgent ? 'critical' : 'warning';
}

function needsLook(
  { standing, isStale, isWebhookPaused, nextRecharge }: WalletDigest,
  { levelsDays }: Pick<DigestInput, 'levelsDays'>,
): boolean {
  if (standing === undefined || isStale || isWebhookPaused) return true;
  // What refills itself is watched by how it has done so, not by its date.
  return nextRecharge === undefined ? isTrouble(standing, levelsDays) : standing.state === 'empty';
}

function headlineOf(input: DigestInput, nameOf: (name: string) => string): string {
  const { wallets, timeZone } = input;
  const [first] = wallets;
  if (first === undefined) return 'No wallets are watched.';
  const about = walletHeadline(first, nameOf(first.wallet.name), timeZone);
  const looks = wallets.filter((one) => needsLook(one, input)).length;
  if (looks === 0) {
    return wallets.length === 1
      ? `All is well. ${about}.`
      : `All is well with ${wallets.length} wallets. First ${about}.`;
  }
  return looks === 1 ? `Look at ${about}.` : `Look at ${looks} wallets. First ${about}.`;
}

function mailOf(input: DigestInput, headline: string): string {
  const { wallets, period, timeZone, page, isPossibleRepeat } = input;
  const lines = wrap(headline, COLUMNS);
  for (const one of wallets.slice(0, MAX_IN_FULL)) {
    const title = walletHeadline(one, cleanName(one.wallet.name), timeZone);
    lines.push('', ...(wallets.length > 1 ? wrap(title, COLUMNS) : []));
    for (const { label, text } of walletLines(one, period, timeZone)) {
      const [first = '', ...more] = wrap(text, COLUMNS - LABEL_COLUMNS - 2);
      const indented = more.map((line) => ' '.repeat(LABEL_COLUMNS + 2) + line);
      lines.push(`  ${label.padEnd(LABEL_COLUMNS)}${first}`, ...indented);
    }
  }
  const others = othersOf(input);
  if (others.length > 0) lines.push('', ...others.flatMap((line) => wrap(line, COLUMNS)));
  lines.push('', ...wrap(costText(input), COLUMNS));
  if (page !== undefined) lines.push(`The page: ${page}`);
  if (isPossibleRepeat) lines.push('', 'Possible repeat: an earlier sending may have reached you.');
  return `${lines.join('\n')}\n`;
}

function slackBlocks(input: DigestInput, headline: string): Readonly<Record<string, unknown>>[] {
  const { wallets, period, timeZone, page, isPossibleRepeat } = input;
  const section = (text: string) => ({
    type: 'section',
    text: { type: 'mrkdwn', text: clip(text, MAX_SECTION) },
  });
  const inFull = wallets.slice(0, MAX_IN_FULL).map((one) => {
    const title = escapeSlack(walletHeadline(one, cleanName(one.wallet.name), timeZone));
    const lines = walletLines(one, period, timeZone).map(
      ({ label, text }) => `*${label}*  ${escapeSlack(text)}`,
    );
    return section([...(wallets.length > 1 ? [`*${title}*`] : []), ...lines].join('\n'));
  });
  const others = othersOf(input).map(escapeSlack).join('\n');
  const small = [
    costText(input),
    ...(page === undefined ? [] : [`<${page}|Report>`]),
    ...(isPossibleRepeat ? ['possible repeat'] : []),
  ];
  return [
    {
      type: 'header',
      text: { type: 'plain_text', text: clip(headline, MAX_HEADER), emoji: false },
    },
    ...inFull,
    ...(others === '' ? [] : [section(others)]),
    { type: 'context', elements: [{ type: 'mrkdwn', text: small.join(' · ') }] },
  ];
}

function othersOf({ wallets, timeZone }: DigestInput): string[] {
  const others = wallets.slice(MAX_IN_FULL);
  const named = others
    .slice(0, MAX_NAMED)
    .map((one) => walletHeadline(one, cleanName(one.wallet.name), timeZone));
  const rest = others.length - named.length;
  return rest > 0 ? [...named, `and ${rest} more that last longer`] : named;
}

/** "The watch itself: 96 polls, about $0.001." Also the proof that it is alive. */
function costText({ polls, costDollars, period }: DigestInput): string {
  const dollars = costDollars < 0.01 ? 'less than $0.01' : `about $${costDollars.toFixed(2)}`;
  return `The watch itself: ${polls.toLocaleString('en-US')} polls in the last ${lengthText(period)}, ${dollars} at list prices.`;
}
