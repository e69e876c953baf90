import type { Alert } from '../../functions/core/alert/alert.ts';
import { holdUntil } from '../../functions/core/decide/quiet-hours.ts';
import { step } from '../../functions/core/decide/step.ts';
import { headline } from '../../functions/core/kinds/index.ts';
import type { Reading } from '../../functions/core/ledger/reading.ts';
import type { Policy } from '../../functions/core/state/policy.ts';
import type { WalletState } from '../../functions/core/state/wallet-state.ts';
import { localDayAndTime } from '../../functions/core/text/local-time.ts';
import { amountText } from '../../functions/core/text/numbers.ts';
import { detailsOf } from '../../functions/core/wording/details.ts';
import { terminalColumns, wrapColumns } from '../output/columns.ts';

const TIME_COLUMNS = 18;

/** Something that happened in a replay: a top-up, or a message that would have gone out. */
export type ReplayEvent =
  | { readonly kind: 'top-up'; readonly atMs: number; readonly text: string }
  | { readonly kind: 'alert'; readonly alert: Alert; readonly heldUntilMs?: number };

/** Runs the step of the Lambda over past readings: what was replayed is what would have run. */
export function* replay(readings: Iterable<Reading>, policy: Policy): Generator<ReplayEvent> {
  let state: WalletState | undefined;
  for (const reading of readings) {
    const result = step(state, reading, policy, reading.atMs);
    state = result.state;
    if (result.interval?.kind === 'top-up') {
      const text = `${amountText(result.interval.topUp)} came in`;
      yield { kind: 'top-up', atMs: reading.atMs, text };
    }
    for (const alert of result.alerts) {
      const heldUntilMs = holdUntil(alert, policy, alert.atMs);
      yield { kind: 'alert', alert, heldUntilMs };
    }
  }
}

/** One event as lines of a log: when, how urgent, what, and what it rests on. */
export function eventText(event: ReplayEvent, name: string, timeZone: string): string {
  if (event.kind === 'top-up') return line(event.atMs, 'top-up', event.text, timeZone);
  const { alert, heldUntilMs } = event;
  const held =
    heldUntilMs === undefined
      ? ''
      : indented(`held by quiet hours until ${localDayAndTime(heldUntilMs, timeZone)}`);
  const details = detailsOf(alert, timeZone)
    .map(({ label, text }) => indented(`${label.padEnd(10)} ${text}`))
    .join('');
  const said = headline(alert, name, timeZone);
  return `${line(alert.atMs, alert.severity, said, timeZone)}${details}${held}`;
}

function line(atMs: number, what: string, text: string, timeZone: string): string {
  const start = `${localDayAndTime(atMs, timeZone).padEnd(TIME_COLUMNS)}${what.padEnd(10)}`;
  const [first = '', ...more] = wrapColumns(text, terminalColumns() - start.length);
  return [
    `\n${start}${first}\n`,
    ...more.map((each) => `${' '.repeat(start.length)}${each}\n`),
  ].join('');
}

function indented(text: string): string {
  const [first = '', ...more] = wrapColumns(text, terminalColumns() - TIME_COLUMNS);
  return [first, ...more.map((each) => `${' '.repeat(11)}${each}`)]
    .map((each) => `${' '.repeat(TIME_COLUMNS)}${each}\n`)
    .join('');
}
