import { expect, it } from 'vitest';
import { runEventMatrix } from './event-matrix.ts';

it('no outage loses an event that was acknowledged', async () => {
  const { cells, crashes, lost, broken } = await runEventMatrix();
  process.stdout.write(
    `${cells} cells of events and outages: ${crashes} crashes, ${lost.length} events lost, ${broken.length} broken promises\n`,
  );
  expect(lost).toEqual([]);
  expect(broken).toEqual([]);
});
