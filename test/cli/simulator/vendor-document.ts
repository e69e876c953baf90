import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import * as v from 'valibot';
import { expect } from 'vitest';

/** The wallet's part of the vendor's OpenAPI document lies beside the checkout, where it is there at all. */
const DOCUMENT = resolve(process.cwd(), '../shared/smartlyq/openapi.wallet.json');

const decimal = v.pipe(v.string(), v.regex(/^-?\d+\.\d{4}$/));
const time = v.pipe(v.string(), v.regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/));
const meta = v.strictObject({
  request_id: v.pipe(v.string(), v.startsWith('req_')),
  timestamp: time,
});

const success = v.strictObject({
  success: v.literal(true),
  data: v.union([
    v.strictObject({
      balance: decimal,
      purchased_balance: decimal,
      monthly_balance: decimal,
      monthly_reset_at: time,
      currency: v.string(),
    }),
    v.strictObject({ balance_sqc: v.number(), currency: v.literal('SQC') }),
  ]),
  meta,
});

const failure = v.strictObject({
  success: v.literal(false),
  error: v.strictObject({
    code: v.pipe(v.string(), v.regex(/^[A-Z_]+$/)),
    message: v.pipe(v.string(), v.minLength(1)),
    details: v.record(v.string(), v.unknown()),
  }),
  meta,
});

/** Holds an unspoiled answer to `GET /me/balance` against the documented shape, and against the vendor's own document. */
export function expectDocumented(status: number, body: unknown): void {
  v.assert(status === 200 ? success : failure, body);
  vendor?.check(status, body);
}

/** Where the vendor's document is there: its schemas by ajv, and the keys and JSON types of its examples. */
const vendor = existsSync(DOCUMENT) ? vendorChecks(DOCUMENT) : undefined;

function vendorChecks(path: string) {
  const document = JSON.parse(readFileSync(path, 'utf8'));
  const formats = {
    'date-time': /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/,
  };
  const ajv = new Ajv2020({ strict: false, allErrors: true, formats });
  ajv.addSchema(document, 'vendor');
  const balance = document.paths['/me/balance'].get.responses['200'].content['application/json'];
  const responses = document.components.responses;
  const examples: Record<number, unknown> = {
    401: exampleOf(responses.Unauthorized),
    403: exampleOf(responses.Forbidden),
    404: exampleOf(responses.NotFound),
    500: exampleOf(responses.ServerError),
  };

  return {
    check(status: number, body: unknown): void {
      const schema = status === 200 ? 'BalanceResponse' : 'ErrorResponse';
      const valid = ajv.validate({ $ref: `vendor#/components/schemas/${schema}` }, body);
      expect(valid, ajv.errorsText()).toBe(true);
      if (status !== 200 && examples[status])
        expect(typesOf(body)).toEqual(typesOf(examples[status]));
      const older = status === 200 && Object.hasOwn((body as { data: object }).data, 'balance_sqc');
      if (status === 200 && !older) expect(typesOf(body)).toEqual(typesOf(balance.example));
    },
  };
}

function exampleOf(response: { content: Record<string, { example: unknown }> }): unknown {
  return response.content['application/json']?.example;
}

/** The same object with each value replaced by the name of its JSON type. */
function typesOf(value: unknown): unknown {
  if (value === null) return 'null';
  if (Array.isArray(value)) return value.map(typesOf);
  if (typeof value !== 'object') return typeof value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, typesOf(inner)]));
}
