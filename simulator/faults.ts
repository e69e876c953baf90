import * as v from 'valibot';

const text = v.pipe(v.string(), v.maxLength(1_000));
const delayMs = v.pipe(v.number(), v.minValue(0), v.maxValue(600_000));

/** What can go wrong on demand; each has the shape that `POST /_control/fault` takes. */
export const faultSchema = v.variant('kind', [
  v.strictObject({
    /** An error of the vendor's: 401, 402, 403, 404, 429, 500, 503, 504 …; 502 comes without a body. */
    kind: v.literal('status'),
    status: v.pipe(v.number(), v.integer(), v.minValue(400), v.maxValue(599)),
    /** @default the code seen with that status, such as RATE_LIMITED */
    code: v.exactOptional(text),
    message: v.exactOptional(text),
    /** Sent as Retry-After. @default 1 with 429, otherwise none */
    retryAfterSeconds: v.exactOptional(v.pipe(v.number(), v.integer(), v.minValue(0))),
    /** With 403: the scope said to be missing. @default "wallet:read" */
    scope: v.exactOptional(text),
  }),
  /** The right answer, late, at most 10 minutes. */
  v.strictObject({ kind: v.literal('slow'), delayMs }),
  /** Status line and headers at once, the body late. */
  v.strictObject({ kind: v.literal('slow-body'), delayMs }),
  /** The connection is reset without an answer. */
  v.strictObject({ kind: v.literal('reset') }),
  /** A 302; by default to this simulator's own balance, so that following it would seem to work. */
  v.strictObject({ kind: v.literal('redirect'), location: v.exactOptional(text) }),
  /** 200 with an HTML page. */
  v.strictObject({ kind: v.literal('not-json') }),
  /** Half of the body that Content-Length promised, then the end. */
  v.strictObject({ kind: v.literal('cut') }),
  /** A JSON body of many bytes. @default 64 MiB, at most 1 GiB */
  v.strictObject({
    kind: v.literal('huge'),
    bytes: v.exactOptional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(2 ** 30))),
  }),
  /** The success envelope without `data`. */
  v.strictObject({ kind: v.literal('no-data') }),
  /** This in place of the balance: "1,234", "words", "", null …; the number NaN is printed bare, as some servers do. */
  v.strictObject({ kind: v.literal('balance'), value: v.unknown() }),
  /** `GET /logs` with its rows backwards, some twice, and odd ones among them: null, without fields, costs in words. */
  v.strictObject({ kind: v.literal('odd-rows') }),
]);

export type Fault = v.InferOutput<typeof faultSchema>;

/** Faults wait in line; each authenticated request takes one. */
export interface FaultQueue {
  /** `times` ≥ 1; Infinity until cleared. */
  add(fault: Fault, times: number): void;
  take(): Fault | undefined;
  clear(): void;
  /** Requests still to be answered with a fault. */
  waiting(): number;
}

export function createFaultQueue(): FaultQueue {
  const queue: { fault: Fault; times: number }[] = [];
  return {
    add(fault, times) {
      if (!(times >= 1)) throw new RangeError(`a fault happens at least once, not ${times} times`);
      queue.push({ fault, times });
    },
    take() {
      const first = queue[0];
      if (first && --first.times < 1) queue.shift();
      return first?.fault;
    },
    clear() {
      queue.length = 0;
    },
    waiting() {
      return queue.reduce((sum, entry) => sum + entry.times, 0);
    },
  };
}
