import type { Alert, AlertKind, Severity } from '../../functions/core/alert.ts';
import { parseAmount } from '../../functions/core/amount.ts';
import { cleanName } from '../../functions/core/wording/clean-name.ts';
import { headline, leftText } from '../../functions/core/wording/headline.ts';
import { localDayAndTime } from '../../functions/core/wording/local-time.ts';
import { wrap } from '../../functions/core/wording/mail.ts';
import { detailLines } from '../output/details.ts';
import type { AlertRow } from './alert-row.ts';

const COLUMNS = 78;
const LABEL_COLUMNS = 9;
const MAX_REASON = 300;

/** One alert as it went: what was said, why, and how each channel answered. Dates are local to `timeZone`. */
export function alertStory(row: AlertRow, name: string, timeZone: string): string {
  const alert = alertOf(row);
  const when = localDayAndTime(alert.atMs, timeZone);
  const lines = [
    `${when}  ${cleanName(row.severity)}`,
    ...wrap(headline(alert, name, timeZone), COLUMNS - 2).map((line) => `  ${line}`),
    ...detail('Left', leftText(alert)),
    ...detail('Why', cleanName(row.reason, MAX_REASON)),
    ...channelLines(row, timeZone),
  ];
  return `${lines.join('\n')}\n`;
}

function channelLines(row: AlertRow, timeZone: string): string[] {
  const sent = row.attempts.flatMap(({ channel, at, outcome, reason, isPossibleRepeat }) => {
    const repeat = isPossibleRepeat ? ', as a possible repeat' : '';
    const why = reason === undefined ? '' : `: ${cleanName(reason, MAX_REASON)}`;
    const when = localDayAndTime(Date.parse(at), timeZone);
    return detail(cleanName(channel), `${outcome} ${when}${repeat}${why}`);
  });
  const until =
    row.heldUntil === undefined
      ? ''
      : ` until ${localDayAndTime(Date.parse(row.heldUntil), timeZone)}, when the quiet hours end`;
  const waiting = Object.keys(row.waiting ?? {}).flatMap((channel) =>
    detail(cleanName(channel), `waiting${until}`),
  );
  return [...sent, ...waiting];
}

function detail(label: string, text: string): string[] {
  return detailLines(label, text, Math.max(LABEL_COLUMNS, label.length + 2));
}

/** The alert again, as far as its record goes: enough to word its first line as it was sent. */
function alertOf(row: AlertRow): Alert {
  const { runwayP10Days: p10, runwayP50Days: p50, runwayP90Days: p90, levelDays } = row;
  const isDated = p10 !== undefined && p50 !== undefined && p90 !== undefined;
  return {
    kind: row.kind as AlertKind,
    severity: row.severity as Severity,
    reason: row.reason,
    atMs: Date.parse(row.time),
    facts: {
      balance: parseAmount(row.balance.rawJSON, row.currency),
      burnPerDay: row.burnPerDay,
      // Only worded where there is no date, and what recovered without one is not running down.
      forecastState: 'idle',
      runwayDays: isDated ? { p10, p50, p90 } : null,
      ...(levelDays !== undefined && { levelDays }),
    },
  };
}
