import type { Dimension } from '../../functions/core/attribution/logged-spend.ts';
import { numberText } from '../../functions/core/text/numbers.ts';
import {
  changeText,
  partName,
  percentText,
  refusedText,
} from '../../functions/core/wording/spend-parts.ts';
import { cellOf, terminalColumns } from '../output/columns.ts';
import type { LoadedSpend } from './load-spend.ts';
import { dayRows } from './spend-rows.ts';

const NUMBER_COLUMNS = 11;

/** For people: a line that sums up, and a row for each part. */
export async function* spendText(
  spend: LoadedSpend,
  by: Dimension | 'day',
  wallet: string,
): AsyncGenerator<string> {
  const { total, currency, calls, refused } = spend.attribution;
  const [from, to] = [spend.fromMs, spend.toMs].map((ms) => new Date(ms).toISOString());
  const refusals = refused > 0 ? `; ${refusedText(refused)} for lack of credits` : '';
  yield `${wallet} spent ${numberText(total, currency)} ${currency} from ${from?.slice(0, 10)} to ${to?.slice(0, 16)}Z in ${calls.toLocaleString('en-US')} calls${refusals}\n\n`;
  yield* by === 'day' ? dayLines(spend) : partLines(spend, by);
}

function* partLines({ attribution }: LoadedSpend, by: Dimension): Generator<string> {
  const { currency } = attribution;
  const name = Math.max(20, terminalColumns() - 3 * NUMBER_COLUMNS - 20);
  const line = (cells: readonly string[]) => {
    const [first = '', spend = '', share = '', usual = '', change = ''] = cells;
    const numbers = [spend, share, usual].map((cell) => cell.padStart(NUMBER_COLUMNS)).join('');
    return `${cellOf(first, name)}${numbers}  ${change}`.trimEnd();
  };
  yield `${line([by, currency, 'share', 'usual', 'change'])}\n`;
  for (const part of attribution.by[by]) {
    const usual = part.usual === undefined ? '' : numberText(part.usual, currency);
    const cells = [numberText(part.spend, currency), percentText(part.share), usual];
    yield `${line([partName(part.name, by), ...cells, changeText(part) ?? ''])}\n`;
  }
}

function* dayLines(spend: LoadedSpend): Generator<string> {
  const { currency } = spend;
  yield `${'day (UTC)'.padEnd(12)}${currency.padStart(NUMBER_COLUMNS)}${'in the log'.padStart(12)}${'calls'.padStart(9)}${'refused'.padStart(9)}  mainly\n`;
  for (const row of dayRows(spend)) {
    const [spent, logged] = [row.spend, row.logged].map((value) =>
      numberText(Number(value), currency),
    );
    const main =
      row.mainly === undefined
        ? ''
        : `${partName(String(row.mainly), 'type')} ${percentText(Number(row.mainShare))}`;
    yield `${String(row.date).padEnd(12)}${spent?.padStart(NUMBER_COLUMNS)}${logged?.padStart(12)}${String(row.calls).padStart(9)}${String(row.refused).padStart(9)}  ${main}`.trimEnd() +
      '\n';
  }
}
