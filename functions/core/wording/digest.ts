import type { WalletDigest } from '../digest/digest.ts';
import { asciiName, cleanName } from '../text/clean-name.ts';
import { type ChatContent, POSSIBLE_REPEAT } from './chat.ts';
import { attentionFirst, digestHeadline, digestSeverity } from './digest-checks.ts';
import { digestEvent } from './digest-event.ts';
import type { DigestInput } from './digest-input.ts';
import { type DigestLine, lengthText, walletHeadline, walletLines } from './digest-lines.ts';
import { subAccountLines } from './digest-sub-accounts.ts';
import { wrap } from './mail.ts';
import type { Message } from './message.ts';

const COLUMNS = 72;
const LABEL_COLUMNS = 12;
const MAX_SUBJECT = 99;
/** The worst ones in full; of the others a line. */
const MAX_IN_FULL = 5;
const MAX_NAMED = 20;

/** Words a digest for every channel at once. */
export function renderDigest(input: DigestInput): Message {
  const wallets = attentionFirst(input);
  const sorted = { ...input, wallets };
  const prefix = input.isPossibleRepeat ? '(possible repeat) ' : '';
  const headline = digestHeadline(sorted, (name) => cleanName(name));
  const plain = digestHeadline(sorted, (name) => asciiName(name));
  const severity = digestSeverity(sorted);
  const subject = `${prefix}${plain}`.replace(/[^\x20-\x7e]/g, '').slice(0, MAX_SUBJECT);
  return {
    subject,
    mail: mailOf(sorted, headline),
    sms: subject.replace(/[`[\]{}^~|\\]/g, '-'),
    event: digestEvent(sorted, severity),
    attributes: { severity, kind: 'digest', wallet: '*' },
    chat: chatOf(sorted, headline, severity),
    incidents: [],
  };
}

function mailOf(input: DigestInput, headline: string): string {
  const { wallets, timeZone, page, isPossibleRepeat } = input;
  const lines = wrap(headline, COLUMNS);
  for (const one of wallets.slice(0, MAX_IN_FULL)) {
    const title = walletHeadline(one, cleanName(one.wallet.name), timeZone);
    lines.push('', ...(wallets.length > 1 ? wrap(title, COLUMNS) : []));
    for (const { label, text, more = [] } of linesOf(one, input)) {
      const [first = '', ...rest] = [text, ...more].flatMap((each) =>
        wrap(each, COLUMNS - LABEL_COLUMNS - 2),
      );
      const indented = rest.map((line) => ' '.repeat(LABEL_COLUMNS + 2) + line);
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

function linesOf(one: WalletDigest, input: DigestInput): DigestLine[] {
  return [...walletLines(one, input.period, input.timeZone), ...subLines(one, input)];
}

function subLines({ subAccounts }: WalletDigest, input: DigestInput): DigestLine[] {
  const { period, levelsDays, timeZone } = input;
  return subAccounts === undefined
    ? []
    : subAccountLines(subAccounts, { toMs: period.toMs, levelsDays, timeZone });
}

function chatOf(
  input: DigestInput,
  headline: string,
  severity: ChatContent['severity'],
): ChatContent {
  const { wallets, period, timeZone, page, isPossibleRepeat } = input;
  const inFull = wallets.slice(0, MAX_IN_FULL).flatMap((one) => {
    const title = walletHeadline(one, cleanName(one.wallet.name), timeZone);
    const ofSubs = subLines(one, input);
    return [
      {
        ...(wallets.length > 1 && { title }),
        lines: walletLines(one, period, timeZone),
      },
      ...(ofSubs.length > 0 ? [{ lines: ofSubs }] : []),
    ];
  });
  const others = othersOf(input).map((text) => ({ text }));
  return {
    headline,
    severity,
    sections: [...inFull, ...(others.length === 0 ? [] : [{ lines: others }])],
    links: page === undefined ? [] : [{ label: 'Report', url: page }],
    notes: [costText(input), ...(isPossibleRepeat ? [POSSIBLE_REPEAT] : [])],
  };
}

function othersOf({ wallets, timeZone }: DigestInput): string[] {
  const others = wallets.slice(MAX_IN_FULL);
  const named = others.slice(0, MAX_NAMED).map((one) => {
    const { attention = [] } = one.subAccounts ?? {};
    const also = attention.length > 0 ? `; look at ${attention.length} of its sub-accounts` : '';
    return `${walletHeadline(one, cleanName(one.wallet.name), timeZone)}${also}`;
  });
  const rest = others.length - named.length;
  return rest > 0 ? [...named, `and ${rest} more that last longer`] : named;
}

/** "The watch itself: 96 polls, about $0.001." Also the proof that it is alive. */
function costText({ polls, subReadings = 0, costDollars, period }: DigestInput): string {
  const dollars = costDollars < 0.01 ? 'less than $0.01' : `about $${costDollars.toFixed(2)}`;
  const subs = subReadings > 0 ? ` and ${subReadings.toLocaleString('en-US')} of sub-accounts` : '';
  return `The watch itself: ${polls.toLocaleString('en-US')} polls${subs} in the last ${lengthText(period)}, ${dollars} at list prices.`;
}
