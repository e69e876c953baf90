import { alertOf } from '../../functions/adapters/alert-items.ts';
import type { Alert } from '../../functions/core/alert.ts';
import { subWalletParts } from '../../functions/core/sub-wallet.ts';
import { cleanName } from '../../functions/core/wording/clean-name.ts';
import { detailsOf } from '../../functions/core/wording/details.ts';
import { headline } from '../../functions/core/wording/headline.ts';
import { localDayAndTime } from '../../functions/core/wording/local-time.ts';
import { terminalColumns, wrapColumns } from '../output/columns.ts';
import { detailLines } from '../output/details.ts';
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
    ...channelLines(row, subWalletParts(id) !== undefined, timeZone),
  ];
  return `${lines.join('\n')}\n`;
}

function channelLines(row: AlertRow, isSubWallet: boolean, timeZone: string): string[] {
  const sent = row.attempts.flatMap(({ channel, at, outcome, reason, isPossibleRepeat }) => {
    const repeat = isPossibleRepeat ? ', as a possible repeat' : '';
    const why = reason === undefined ? '' : `: ${cleanName(reason, MAX_REASON)}`;
    const when = localDayAndTime(Date.parse(at), timeZone);
    return detail(
      cleanName(channel),
      `${outcome === 'shown' ? 'shown here' : outcome} ${when}${repeat}${why}`,
    );
  });
  const until = row.heldUntil === undefined ? '' : heldText(row.heldUntil, isSubWallet, timeZone);
  const waiting = Object.keys(row.waiting ?? {}).flatMap((channel) =>
    detail(cleanName(channel), `waiting${until}`),
  );
  return [...sent, ...waiting];
}

function heldText(until: string, isSubWallet: boolean, timeZone: string): string {
  return isSubWallet
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
