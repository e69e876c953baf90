import type { ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Answer } from './answers.ts';
import type { Fault } from './faults.ts';

const DEFAULT_HUGE_BYTES = 64 * 1024 * 1024;
const BARE_NAN = '@bare-nan@';

export function send(response: ServerResponse, answer: Answer): void {
  const body = bodyOf(answer);
  response.writeHead(answer.status, headersOf(answer, body));
  response.end(body);
}

/** A fault that spoils the way an answer is sent; faults of kind `status` are answers of their own. */
export type SendingFault = Exclude<Fault, { kind: 'status' }>;

/**
 * Sends the answer as the fault spoils it.
 * @param closing ends every wait when the server closes.
 */
export async function sendSpoiled(
  response: ServerResponse,
  answer: Answer,
  fault: SendingFault,
  closing: AbortSignal,
): Promise<void> {
  const body = bodyOf(answer);
  switch (fault.kind) {
    case 'slow':
      await sleep(fault.delayMs, undefined, { signal: closing });
      return send(response, answer);
    case 'slow-body':
      response.writeHead(answer.status, headersOf(answer, body));
      response.flushHeaders();
      await sleep(fault.delayMs, undefined, { signal: closing });
      response.end(body);
      return;
    case 'reset':
      response.socket?.resetAndDestroy();
      return;
    case 'redirect':
      response.writeHead(302, { location: fault.location ?? '/v1/me/balance' });
      response.end();
      return;
    case 'not-json':
      response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' });
      response.end('<!doctype html><title>Maintenance</title><p>Back soon.</p>');
      return;
    case 'cut':
      response.writeHead(answer.status, headersOf(answer, body));
      response.write(body.slice(0, Math.floor(body.length / 2)), () => response.socket?.destroy());
      return;
    case 'huge':
      response.writeHead(200, { 'content-type': 'application/json' });
      await pipeline(Readable.from(hugeBody(fault.bytes ?? DEFAULT_HUGE_BYTES)), response);
      return;
    case 'no-data':
      return send(
        response,
        withBody(answer, ({ data: _, ...rest }) => rest),
      );
    case 'odd-rows':
      return send(response, withBody(answer, withOddRows));
    case 'balance':
      return send(
        response,
        withBody(answer, (body) => withBalance(body, fault.value)),
      );
  }
}

/** What no reader may stumble over, beside the sound rows in the wrong order. */
const ODD_ROWS: readonly unknown[] = [
  null,
  'row',
  {},
  { id: 'seven', created_at: '2026-01-01T00:00:00Z', cost: '5.0000' },
  { id: 9_000_001, created_at: 'yesterday', cost: '5.0000' },
  { id: 9_000_002, cost: '5.0000' },
];
const ODD_COSTS: readonly unknown[] = ['1,234', 'free', '1e3', -1, '-2.0000', Number.NaN, {}, ''];

function withOddRows(body: JsonObject): JsonObject {
  if (!Array.isArray(body.data)) return body;
  const sound: unknown[] = body.data;
  const [first] = sound;
  const unsound = isObject(first)
    ? ODD_COSTS.map((cost, at) => ({ ...first, id: 9_100_000 + at, cost }))
    : [];
  const twice = sound.slice(0, 2);
  return { ...body, data: [...ODD_ROWS, ...twice, ...unsound, ...sound.toReversed()] };
}

function bodyOf(answer: Answer): string {
  if (answer.body === null) return '';
  return JSON.stringify(answer.body).replaceAll(`"${BARE_NAN}"`, 'NaN');
}

function headersOf(answer: Answer, body: string): Record<string, string> {
  return {
    ...(body !== '' && { 'content-type': 'application/json; charset=utf-8' }),
    'content-length': String(Buffer.byteLength(body)),
    ...answer.headers,
  };
}

type JsonObject = Record<string, unknown>;

function withBody(answer: Answer, change: (body: JsonObject) => JsonObject): Answer {
  return isObject(answer.body) ? { ...answer, body: change(answer.body) } : answer;
}

function withBalance(body: JsonObject, value: unknown): JsonObject {
  if (!isObject(body.data)) return body;
  const name = 'balance_sqc' in body.data ? 'balance_sqc' : 'balance';
  return { ...body, data: { ...body.data, [name]: Number.isNaN(value) ? BARE_NAN : value } };
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null;
}

/** Valid JSON to the last byte, so that only its size is wrong. */
function* hugeBody(bytes: number): Generator<string> {
  const chunk = 'x'.repeat(65_536);
  yield '{"success":true,"data":{"balance":"1.0000","currency":"SQC"},"padding":"';
  for (let sent = 0; sent < bytes; sent += chunk.length) yield chunk;
  yield '"}';
}
