import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  claimsOf,
  type LinkClaims,
  linkPayload,
} from '../../../../functions/core/wording/links.ts';

const claims: fc.Arbitrary<LinkClaims> = fc.record({
  purpose: fc.constantFrom('report', 'snooze'),
  wallet: fc.oneof(
    fc.constant('*'),
    fc.stringMatching(/^[a-z0-9][a-z0-9-]{0,31}$/),
    fc.stringMatching(/^[a-z0-9][a-z0-9-]{0,31}\/[a-z0-9-]{1,40}$/),
  ),
  expiresAtMs: fc.integer({ min: 1_700_000_000, max: 60_000_000_000 }).map((s) => s * 1_000),
});

describe("a link's claims", () => {
  it('are read as they were written', () => {
    fc.assert(
      fc.property(claims, (one) => {
        expect(claimsOf(linkPayload(one))).toEqual(one);
      }),
    );
  });

  it('are written in one way only: whatever is read is written the same again', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[rs][0-9a-z]{5,9}\.[a-z0-9*~/-]{1,20}$/), (text) => {
        const read = claimsOf(text);
        if (read !== undefined) expect(linkPayload(read)).toBe(text);
      }),
    );
  });

  it.each(['', 's', 'x1234567.main', 's1234567.', 's1234567.Main', 's0000001.main', 's12.main'])(
    'are none in %j',
    (text) => expect(claimsOf(text)).toBeUndefined(),
  );
});
