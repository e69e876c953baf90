/**
 * A Lambda's sandbox: loads a bundled handler as the runtime does, and answers one event after the other. Its time is
 * that of `clock.ts`, with a skew of its own: the clock and the timers, without a change to the code that it runs.
 *
 * Arguments: the handler's file; the clock's file.
 */
import { openSync, readSync } from 'node:fs';
import { ClientRequest } from 'node:http';

const [file, clockFile] = process.argv.slice(2);
const handle = openSync(clockFile, 'r');
const bytes = new Uint8Array(24);
const numbers = new Float64Array(bytes.buffer);
const realNow = Date.now;
const realTimeout = globalThis.setTimeout;
let skewMs = 0;
let lookedAt = process.hrtime.bigint();

function virtualNow() {
  lookedAt = process.hrtime.bigint();
  readSync(handle, bytes, 0, 24, 0);
  return numbers[0] + (realNow() - numbers[1]) * numbers[2];
}

Date.now = () => Math.round(virtualNow() + skewMs);
performance.now = virtualNow;
globalThis.setTimeout = (callback, ms = 0, ...more) => {
  virtualNow();
  return realTimeout(callback, ms / numbers[2], ...more);
};
AbortSignal.timeout = (ms) => {
  const controller = new AbortController();
  const error = new DOMException('The operation was aborted due to timeout', 'TimeoutError');
  globalThis.setTimeout(() => controller.abort(error), ms).unref();
  return controller.signal;
};

// Each request says when its process last looked at the clock: a stop between that look and the bytes is seen from outside.
const { end } = ClientRequest.prototype;
ClientRequest.prototype.end = function (...body) {
  // `stops.ts` reads it.
  this.setHeader('x-looked-at', String(lookedAt));
  return end.apply(this, body);
};

const { handler } = await import(file);
process.on('message', async ({ event, skewMs: skew }) => {
  skewMs = skew;
  try {
    process.send({ answer: await handler(event, { awsRequestId: 'chaos' }) });
  } catch (error) {
    process.send({ failure: String(error?.stack ?? error) });
  }
});
process.send('ready');
