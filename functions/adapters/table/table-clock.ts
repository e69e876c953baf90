import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { SharedTime } from '../../core/alert/lease.ts';

/** A `Date` header names whole seconds. */
const RESOLUTION_MS = 1_000;

/** This process's two clocks: one may be set while a run lasts, the other stands still while the machine sleeps. */
export interface OwnClocks {
  readonly wall: () => number;
  readonly steady: () => number;
}

/** An answer's `Date`, and when this process sent the request and had the answer, by both of its clocks. */
interface Dated {
  readonly dateMs: number;
  readonly sent: readonly number[];
  readonly received: readonly number[];
}

/**
 * The table's own clock, which all runs share: the `Date` of the client's last answer and what has passed since.
 * Before the first answer it is this process's own.
 */
export function createTableClock(
  client: DynamoDBClient,
  { wall, steady }: OwnClocks = { wall: Date.now, steady: () => performance.now() },
): () => SharedTime {
  const now = () => [wall(), steady()];
  let last: Dated | undefined;
  client.middlewareStack.add(
    (next) => async (args) => {
      const sent = now();
      const result = await next(args);
      const { headers } = result.response as { readonly headers?: Record<string, string> };
      const dateMs = Date.parse(headers?.date ?? '');
      if (!Number.isNaN(dateMs)) last = { dateMs, sent, received: now() };
      return result;
    },
    { step: 'deserialize', priority: 'low', name: 'readDate' },
  );
  return () => {
    if (last === undefined) return { earliestMs: wall(), latestMs: wall() };
    const { dateMs, sent, received } = last;
    const since = (then: readonly number[]) => now().map((ms, at) => ms - (then[at] ?? ms));
    return {
      earliestMs: dateMs + Math.min(...since(received)),
      latestMs: dateMs + RESOLUTION_MS + Math.max(...since(sent)),
    };
  };
}
