import { alertOf } from '../../functions/adapters/table/alert-items.ts';
import { subAccountParts } from '../../functions/core/agency/sub-account.ts';
import type { Alert } from '../../functions/core/alert/alert.ts';
import type { Delivery } from '../../functions/core/alert/delivery.ts';
import { headline } from '../../functions/core/kinds/index.ts';
import { cleanName } from '../../functions/core/text/clean-name.ts';
import { localDayAndTime } from '../../functions/core/text/local-time.ts';
import { detailsOf } from '../../functions/core/wording/details.ts';
import { detailLines, terminalColumns, wrapColumns } from '../output/columns.ts';
import type { AlertRow } from './alert-row.ts';

const LABEL_COLUMNS = 11;
const MAX_REASON = 300;

/** One alert as it went: what was said, why, and how each channel answered. Dates are local to `timeZone`. */
export function alertStory(
  row: AlertRow,
  { id, name }: { readonly id: string; readonly name: string },
  timeZone: string,
): string {
  const alert = alertOfRow(row);
  const when = localDayAndTime(alert.atMs, timeZone);
  const lines = [
    `${when}  ${cleanName(row.severity)}`,
    ...wrapColumns(
      headline(alert, cleanName(alert.facts.about?.name ?? name), timeZone),
      terminalColumns() - 4,
    ).map((line) => `  ${line}`),
    ...detailsOf(alert, timeZone).flatMap(({ label, text }) =>
      detail(label === 'Why now' ? 'Why' : label, cleanName(text, MAX_REASON)),
    ),
    ...channelLines(row, subAccountParts(id) !== undefined, timeZone),
  ];
  return `${lines.join('\n')}\n`;
}

function channelLines(row: AlertRow, isSubAccount: boolean, timeZone: string): string[] {
  const sent = Object.entries(row.deliveries).flatMap(([channel, delivery]) =>
    detail(cleanName(channel), deliveryText(delivery, timeZone)),
  );
  const until = row.heldUntil === undefined ? '' : heldText(row.heldUntil, isSubAccount, timeZone);
  const waiting = Object.keys(row.waiting ?? {}).flatMap((channel) =>
    detail(cleanName(channel), `waiting${until}`),
  );
  return [...sent, ...waiting];
}

/** "accepted Mon 30 Nov 07:00, after 12 attempts since Sun 29 Nov 21:00". */
function deliveryText(delivery: Delivery, timeZone: string): string {
  const { outcome, reason, firstAt, lastAt, accepted = 0, refused = 0, failed = 0 } = delivery;
  const timeOf = (at: string) => localDayAndTime(Date.parse(at), timeZone);
  const attempts = accepted + refused + failed;
  const many = attempts > 1 ? `, after ${attempts} attempts since ${timeOf(firstAt)}` : '';
  const repeat = delivery.isPossibleRepeat ? ', as a possible repeat' : '';
  const why = reason === undefined ? '' : `: ${cleanName(reason, MAX_REASON)}`;
  return `${outcome === 'shown' ? 'shown here' : outcome.replace('-', ' ')} ${timeOf(lastAt)}${many}${repeat}${why}`;
}

function heldText(until: string, isSubAccount: boolean, timeZone: string): string {
  return isSubAccount
    ? ' for the next message of its agency'
    : ` until ${localDayAndTime(Date.parse(until), timeZone)}, when the quiet hours end`;
}

function detail(label: string, text: string): string[] {
  return detailLines(label, text, Math.max(LABEL_COLUMNS, label.length + 2));
}

/** The alert again, as it was decided: what was said can be said once more. */
function alertOfRow({ balance, ...row }: AlertRow): Alert {
  return alertOf({ ...row, ...(balance && { balance: balance.rawJSON }) });
}
