import type { RecordedReading } from '../../functions/adapters/table/history-items.ts';
import { datingOf } from '../../functions/core/agency/sub-account-snapshot.ts';
import { burnNumberText, whenText } from '../../functions/core/kinds/phrases.ts';
import { DAY_MS } from '../../functions/core/ledger/durations.ts';
import { cleanName } from '../../functions/core/text/clean-name.ts';
import { localDayAndTime } from '../../functions/core/text/local-time.ts';
import { amountText, days, durationText } from '../../functions/core/text/numbers.ts';
import { muteText } from '../mute/mutes.ts';
import { cellOf, clip, columnsOf, terminalColumns, wrapColumns } from '../output/columns.ts';
import type { AgencyStatus, SubAccountStatus } from './agency-status.ts';
import { runsDryText } from './runway-text.ts';

export interface AgencyFacts {
  readonly nowMs: number;
  /** IANA name. */
  readonly timeZone: string;
  /** The longest level that is alerted at. */
  readonly withinDays: number;
  /** A reading older than this is called old. */
  readonly staleAfterMs: number;
}

const MAX_FAULT_CHARACTERS = 300;
/** So many are named that have not been read for long. */
const MAX_NAMED = 5;
/** A longer list scrolls its own head away. */
const MAX_UNREPEATED = 20;
const MIN_NAME_COLUMNS = 8;
const MARK_COLUMNS = 2;
const GAP = '  ';

/** An agency's sub-accounts for people: what matters in a sentence, then a line each, at most as wide as the terminal. */
export function agencyText(
  agency: { readonly id: string; readonly name: string },
  status: AgencyStatus,
  facts: AgencyFacts,
): string {
  const { subAccounts, fault } = status;
  const summary = summaryText(subAccounts, facts);
  const trouble =
    fault === undefined
      ? []
      : wrapColumns(
          `Not being read since ${localDayAndTime(fault.sinceMs, facts.timeZone)}: ${cleanName(fault.message, MAX_FAULT_CHARACTERS)}`,
          terminalColumns(),
        );
  if (subAccounts.length === 0) {
    const none = `Sub-accounts of ${agency.name}: none has been listed yet.`;
    return lines([clip(none, terminalColumns()), ...trouble]);
  }
  const isLong = subAccounts.length > MAX_UNREPEATED;
  const example = subAccounts[0]?.wallet.id ?? '';
  return lines([
    ...summary,
    ...trouble,
    ...mutedLines(subAccounts, facts.timeZone),
    '',
    ...table(subAccounts, facts.timeZone),
    ...(isLong ? ['', ...summary] : []),
    ...wrapColumns(
      `Worst first. More of one: history ${example}, alerts ${example}`,
      terminalColumns(),
    ),
  ]);
}

function lines(texts: readonly string[]): string {
  return texts.map((text) => `${text.trimEnd()}\n`).join('');
}

function summaryText(all: readonly SubAccountStatus[], facts: AgencyFacts): string[] {
  const { nowMs, withinDays } = facts;
  const classes = all.map(({ last }) => datingOf(last));
  const count = (wanted: (typeof classes)[number]) =>
    classes.filter((found) => found === wanted).length;
  const soon = all.filter(
    ({ last }, at) =>
      classes[at] === 'dated' &&
      last !== undefined &&
      last.reading.atMs + (last.runwayDays?.p50 ?? 0) * DAY_MS <= nowMs + withinDays * DAY_MS,
  ).length;
  const open = all.filter(hasOpenAlert).length;
  const counts = [
    count('empty') > 0 && `${count('empty')} empty`,
    soon > 0 && `${soon} ${soon === 1 ? 'runs' : 'run'} out within ${days(withinDays)}`,
    open > 0 && `${open} with an open alert (!)`,
    count('unread') > 0 && `${count('unread')} not read yet`,
  ].filter((text) => text !== false);
  const what = counts.length === 0 ? 'none is near its end' : counts.join(', ');
  const learning = all.some(isGuess) ? ' A date with ? is a rough guess: still learning.' : '';
  const title = all.length === 1 ? '1 sub-account' : `${all.length} sub-accounts`;
  return wrapColumns(`${title}: ${what}; ${ageText(all, facts)}.${learning}`, terminalColumns());
}

/** How old the readings are, and which are old. */
function ageText(
  all: readonly SubAccountStatus[],
  { nowMs, staleAfterMs }: Pick<AgencyFacts, 'nowMs' | 'staleAfterMs'>,
): string {
  const read = all.flatMap(({ last, wallet }) =>
    last ? [{ wallet, atMs: last.reading.atMs }] : [],
  );
  if (read.length === 0) return 'none has been read so far';
  const old = read.filter(({ atMs }) => nowMs - atMs > staleAfterMs);
  if (old.length > 0) {
    const named = old.slice(0, MAX_NAMED).map(({ wallet }) => wallet.subAccount);
    const more = old.length > named.length ? ` and ${old.length - named.length} more` : '';
    return `${old.length} not read for over ${durationText(staleAfterMs)}: ${named.join(', ')}${more}`;
  }
  const oldestMs = nowMs - Math.min(...read.map(({ atMs }) => atMs));
  const who = read.length === all.length ? 'every one' : 'the others';
  return `${who} read within the last ${oldestMs < 90_000 ? 'minute' : durationText(oldestMs)}`;
}

function hasOpenAlert({ openAlerts }: SubAccountStatus): boolean {
  return openAlerts.length > 0;
}

/** Which are muted; where the agency's pause covers them all, one line says so. */
function mutedLines(all: readonly SubAccountStatus[], timeZone: string): string[] {
  const muted = all.flatMap(({ wallet, mute }) => (mute ? [{ wallet, mute }] : []));
  const [first] = muted;
  if (first === undefined) return [];
  const isSame = muted.every(
    ({ mute }) => mute.kind === 'pause' && mute.setAtMs === first.mute.setAtMs,
  );
  if (isSame && muted.length === all.length && all.length > 1) {
    return wrapColumns(`All are muted until ${muteText(first.mute, timeZone)}.`, terminalColumns());
  }
  const more = muted.length - MAX_NAMED;
  return [
    ...muted
      .slice(0, MAX_NAMED)
      .map(
        ({ wallet, mute }) => `${wallet.subAccount} is muted until ${muteText(mute, timeZone)}.`,
      ),
    ...(more > 0 ? [`${more} more are muted: status --json lists them.`] : []),
  ].flatMap((text) => wrapColumns(text, terminalColumns()));
}

function isGuess({ last }: SubAccountStatus): boolean {
  return last?.state === 'learning' && datingOf(last) === 'dated';
}

interface Row {
  readonly mark: string;
  readonly id: string;
  readonly name: string;
  readonly left: string;
  readonly burn: string;
  readonly dry: string;
}

const HEADER: Row = {
  mark: '',
  id: 'Id',
  name: 'Name',
  left: 'Left',
  burn: 'A day',
  dry: 'Runs out',
};

/** What a narrow terminal leaves out first, until the rest fits. */
const DISPENSABLE = ['burn', 'left', 'name'] as const;

/** Ids stand whole, because they are to be typed; the name has what is left of the line. */
function table(subAccounts: readonly SubAccountStatus[], timeZone: string): string[] {
  const rows = [HEADER, ...subAccounts.map((status) => rowOf(status, timeZone))];
  const width = (column: keyof Row) => Math.max(...rows.map((row) => columnsOf(row[column])));
  const columns = terminalColumns();
  const least = (column: keyof Row) =>
    column === 'name' ? Math.min(MIN_NAME_COLUMNS, width('name')) : width(column);
  let shown: (keyof Row)[] = ['id', 'name', 'left', 'burn', 'dry'];
  const needed = () =>
    MARK_COLUMNS + shown.reduce((sum, column) => sum + least(column) + GAP.length, -GAP.length);
  for (const dispensable of DISPENSABLE) {
    if (needed() > columns) shown = shown.filter((column) => column !== dispensable);
  }
  const name = Math.min(width('name'), columns - needed() + least('name'));
  return rows.map((row) => {
    const cells = shown.map((column) => {
      if (column === 'left' || column === 'burn') return row[column].padStart(width(column));
      return cellOf(row[column], column === 'name' ? name : width(column));
    });
    return clip(`${cellOf(row.mark, MARK_COLUMNS)}${cells.join(GAP)}`.trimEnd(), columns);
  });
}

function rowOf(status: SubAccountStatus, timeZone: string): Row {
  const { wallet, last } = status;
  const mark = hasOpenAlert(status) ? '!' : '';
  const named = { mark, id: wallet.subAccount, name: wallet.name };
  if (last === undefined) return { ...named, left: '', burn: '', dry: 'not read yet' };
  const { reading, burnPerDay, state } = last;
  const { currency } = reading.balance;
  return {
    ...named,
    left: amountText(reading.balance),
    burn: burnNumberText(burnPerDay, state, currency),
    dry: dryText(last, timeZone),
  };
}

/** "Mon 30 Nov, about 06:00", "about Fri 18 Dec ?", "empty", "not running down" */
function dryText(last: RecordedReading, timeZone: string): string {
  switch (datingOf(last)) {
    case 'dated': {
      const when = whenText(last.reading.atMs, last.runwayDays?.p50, timeZone);
      return last.state === 'learning' ? `${when} ?` : when;
    }
    case 'too-early':
      return 'too early to say';
    default:
      return runsDryText(last, timeZone);
  }
}
