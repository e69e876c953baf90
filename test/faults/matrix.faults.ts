import { expect, it } from 'vitest';
import { runMatrix } from './matrix.ts';
import { printMatrix } from './report.ts';

it('no single fault, in an invocation, its retries or beside a double, breaks a promise', async () => {
  const tally = await runMatrix();
  printMatrix(tally);
  expect(tally.broken).toEqual([]);
});
