import { expect, it, onTestFinished, vi } from 'vitest';
import type { ReadingRow } from '../../../cli/history/reading-row.ts';
import { readingsTable } from '../../../cli/history/tables.ts';
import { exactText } from '../../../cli/output/exact-number.ts';

async function* oneRow(): AsyncGenerator<ReadingRow> {
  yield {
    time: '2026-11-22T14:00:00.000Z',
    balance: exactText('118.5'),
    currency: 'SQC',
    spend: exactText('4.1'),
    burnPerDay: 41,
    runwayP10Days: 2,
    runwayP50Days: 2.9,
    runwayP90Days: 4,
    state: 'steady',
  } as ReadingRow;
}

it.each([
  [40, ['time', 'balance']],
  [60, ['time', 'balance', 'burn/day', 'days left']],
  [80, ['time', 'balance', 'spend', 'top-up', 'burn/day', 'days left']],
])('a terminal of %d columns has room for %j', async (columns, titles) => {
  vi.stubEnv('COLUMNS', String(columns));
  onTestFinished(() => void vi.unstubAllEnvs());
  const lines = (await Array.fromAsync(readingsTable(oneRow()))).map((line) => line.trimEnd());
  for (const line of lines) expect(line.length).toBeLessThanOrEqual(columns);
  expect(
    lines[0]
      ?.replace(' (UTC)', '')
      .split(/ {2,}|(?<=\w) (?=burn)/)
      .map((one) => one.trim()),
  ).toEqual(titles);
});
