import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import { expect } from 'vitest';

/** The wallet's part of the vendor's OpenAPI document lies beside the checkout, where it is there at all. */
const DOCUMENT = resolve(process.cwd(), '../shared/smartlyq/openapi.wallet.json');
const document = existsSync(DOCUMENT) ? JSON.parse(readFileSync(DOCUMENT, 'utf8')) : undefined;

const formats = {
  'date-time': /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/,
  uri: /^https?:\/\//,
};
const ajv = new Ajv2020({ strict: false, allErrors: true, formats });
if (document) ajv.addSchema(document, 'vendor');

/**
 * Holds the answer to a call against the vendor's schema, where the document is there, and the fields of its example:
 * each of them must be there, and none beside them.
 * @param path as in the document: "/workspaces/{id}/wallet"
 */
export function expectVendorShape(call: string, status: number, body: { data?: unknown }): void {
  if (!document) return;
  const [method = '', path = ''] = call.split(' ');
  const pointer = `/paths/${path.replaceAll('/', '~1')}/${method.toLowerCase()}/responses/${status}/content/application~1json/schema`;
  const { schema, example } =
    document.paths[path][method.toLowerCase()].responses[status].content['application/json'];
  const validate: ValidateFunction = ajv.compile({
    $ref: `vendor#${encodeURI(pointer).replaceAll('{', '%7B').replaceAll('}', '%7D')}`,
  });
  // One call is documented without the envelope that all the others have.
  const isBare = schema.properties?.active_accounts !== undefined;
  const shown = isBare ? body.data : body;
  expect(validate(shown), ajv.errorsText(validate.errors)).toBe(true);
  expect(keysOf(body.data)).toEqual(keysOf(isBare ? example : example.data));
}

/** Holds a webhook's body against the vendor's schema of its event. */
export function expectVendorEvent(body: { event?: unknown }): void {
  if (!document) return;
  const { schema } =
    document.webhooks[String(body.event)].post.requestBody.content['application/json'];
  expect(ajv.validate(schema, body), ajv.errorsText()).toBe(true);
}

/** The names of all fields, of the first item where there is a list. */
function keysOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.slice(0, 1).map(keysOf);
  if (typeof value !== 'object' || value === null) return 'any';
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, keysOf(inner)]));
}
