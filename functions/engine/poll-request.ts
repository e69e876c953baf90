import * as v from 'valibot';
import type { PollRequest } from '../core/vendor/vendor-event.ts';

const wallet = v.pipe(v.string(), v.maxLength(64));
// Of an event only its id counts: what happened is read from the table.
const event = v.object({ id: v.pipe(v.string(), v.regex(/^[A-Za-z0-9_.:-]{1,100}$/)) });
const requests = v.union([
  v.strictObject({ wallet }),
  v.strictObject({ wallet, event }),
  v.strictObject({ wallet, test: v.literal(true) }),
]);

/** Thrown for input that neither a schedule, nor the webhook, nor test-alert sends. */
export class PollRequestError extends Error {
  override readonly name = 'PollRequestError';
}

/** @throws PollRequestError, which repeats nothing of the input */
export function parsePollRequest(input: unknown): PollRequest & { readonly test?: true } {
  const parsed = v.safeParse(requests, input);
  if (parsed.success) return parsed.output;
  throw new PollRequestError(
    'expected {"wallet": ID}, alone or with "event": {"id": ID} or with "test": true',
  );
}
