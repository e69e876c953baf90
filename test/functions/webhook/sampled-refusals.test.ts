import { expect, it } from 'vitest';
import { sampledRefusals } from '../../../functions/webhook/sampled-refusals.ts';

it('a flood of refusals writes a handful of lines, which say how many there were', () => {
  const lines: unknown[] = [];
  const log = { info: (_: string, facts: unknown) => void lines.push(facts) };
  const logRefusal = sampledRefusals({ ...log, warn: log.info, error: log.info });
  for (let at = 0; at < 14_500; at++) logRefusal('wrong signature');
  expect(lines).toEqual(
    [1, 10, 100, 1_000, 10_000].map((count) => ({ why: 'wrong signature', count })),
  );
});
