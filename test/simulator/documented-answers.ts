import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import { expect } from 'vitest';

/**
 * What the vendor's documentation says of each call's answers, in our own words: every field that is named must be
 * there, and nothing else may be.
 */

type Schema = Readonly<Record<string, unknown>>;

const fields = (properties: Readonly<Record<string, Schema>>): Schema => ({
  type: 'object',
  properties,
  required: Object.keys(properties),
  additionalProperties: false,
});
const list = (items: Schema): Schema => ({ type: 'array', items });
const orNull = (schema: Schema): Schema => ({ anyOf: [schema, { type: 'null' }] });

const text = { type: 'string', minLength: 1 };
const anyText = { type: 'string' };
const flag = { type: 'boolean' };
const number = { type: 'number' };
const count = { type: 'integer', minimum: 0 };
const id = { type: 'integer', minimum: 1 };
const currency = { enum: ['USD', 'SQC'] };
const decimal = { type: 'string', pattern: '^-?\\d+\\.\\d{4}$' };
/** "2026-03-01T15:30:00Z", or with a space and no offset, which is UTC too. */
const time = {
  type: 'string',
  pattern: '^\\d{4}-\\d\\d-\\d\\d(T\\d\\d:\\d\\d:\\d\\dZ| \\d\\d:\\d\\d:\\d\\d)$',
};
const date = { type: 'string', pattern: '^\\d{4}-\\d\\d-\\d\\d$' };

const meta = fields({ request_id: { type: 'string', pattern: '^req_' }, timestamp: time });
const success = (data: Schema): Schema => fields({ success: { const: true }, data, meta });

const failure = (code: string, details: Schema = { type: 'object' }): Schema =>
  fields({
    success: { const: false },
    error: fields({ code: { type: 'string', pattern: code }, message: text, details }),
    meta,
  });

const FAILURES: Readonly<Record<number, Schema>> = {
  401: failure('^(UNAUTHORIZED|INVALID_API_KEY)$'),
  402: failure('^INSUFFICIENT_(CREDITS|BALANCE)$', fields({ balance_sqc: number })),
  403: failure('^INSUFFICIENT_SCOPE$', fields({ required_scope: text })),
  404: failure('^RESOURCE_NOT_FOUND$'),
  409: failure('^CONFLICT$'),
  422: failure('^VALIDATION_ERROR$'),
  429: failure('^RATE_LIMIT', fields({ retry_after: count })),
};
const OTHER_FAILURE = failure('^[A-Z_]+$');

const accountBilling = fields({
  active_accounts: count,
  currency,
  bands: list(fields({ up_to: orNull(count), price: number })),
  estimated_next_charge: orNull(number),
  next_billing_date: date,
  history: list(
    fields({
      period: { type: 'string', pattern: '^\\d{4}-\\d\\d$' },
      accounts: count,
      amount: number,
      status: { enum: ['charged', 'failed'] },
      charged_at: orNull(time),
    }),
  ),
});

const workspace = fields({
  id,
  name: text,
  hash_id: { type: 'string', pattern: '^ws_' },
  status: { enum: ['active', 'paused'] },
  created_at: time,
});
const paused = (isPaused: boolean): Schema =>
  fields({ ok: { const: true }, paused: { const: isPaused }, workspace_id: id });

const webhook = fields({
  id,
  url: { type: 'string', pattern: '^https?://' },
  events: list(text),
  status: { enum: ['active', 'paused', 'failing'] },
  last_triggered_at: orNull(time),
  created_at: time,
});
const deliveryStatus = { enum: ['pending', 'delivered', 'dead_letter'] };
const eventId = { type: 'string', pattern: '^evt_' };
const envelope = fields({ id: eventId, event: text, created_at: time, data: { type: 'object' } });
const { properties: webhookFields } = webhook as { properties: Readonly<Record<string, Schema>> };
const { id: webhookId, url, events, status: webhookStatus } = webhookFields;

const logged = fields({
  id,
  source: { enum: ['api', 'webhook'] },
  created_at: time,
  activity_type: orNull(text),
  platform: orNull(text),
  account_ref: orNull(text),
  status_code: orNull(count),
  method: orNull(text),
  endpoint: orNull(text),
  response_time: orNull(count),
  units_used: orNull(count),
  cost: orNull({ type: 'string', pattern: '^\\d+\\.\\d{6}$' }),
  api_key_id: orNull(id),
  request_id: orNull(text),
  ip_address: orNull(text),
  user_agent: orNull(text),
  is_test: flag,
  event: orNull(text),
  attempt: orNull(count),
  status: orNull(text),
  next_retry_at: orNull(time),
});

/** Of a success, by call; its status unless it is 200. */
const SUCCESSES: Readonly<Record<string, Schema>> = {
  'GET /me': success(fields({ id, name: text, email: text, plan: text, created_at: time })),
  'GET /me/balance': {
    anyOf: [
      success(
        fields({
          balance: decimal,
          purchased_balance: decimal,
          monthly_balance: decimal,
          monthly_reset_at: time,
          currency,
        }),
      ),
      success(fields({ balance_sqc: number, currency: { const: 'SQC' } })),
    ],
  },
  'GET /me/billing': success(
    fields({
      currency,
      balance: fields({ total: decimal, purchased: decimal, monthly: decimal }),
      cycle: fields({ monthly_reset_at: time }),
      auto_recharge: fields({ enabled: flag, below: decimal, amount: decimal, active: flag }),
      payment: fields({ card_on_file: flag, status: text }),
    }),
  ),
  // Documented without an envelope, unlike all others.
  'GET /me/account-billing': { anyOf: [accountBilling, success(accountBilling)] },
  'GET /logs': success(list(logged)),
  'GET /workspaces': success(fields({ workspaces: list(workspace) })),
  'GET /workspaces/{id}': success(workspace),
  'GET /workspaces/{id}/wallet': success(
    fields({
      ok: { const: true },
      workspace_id: id,
      status: text,
      state: text,
      billing_mode: text,
      rebilling_enabled: flag,
      balance_sqc: number,
    }),
  ),
  'POST /workspaces/{id}/pause': success(paused(true)),
  'POST /workspaces/{id}/resume': success(paused(false)),
  'GET /webhooks': success(fields({ webhooks: list(webhook), events: list(text) })),
  'POST /webhooks 201': success(
    fields({
      id: webhookId as Schema,
      url: url as Schema,
      events: events as Schema,
      status: webhookStatus as Schema,
      secret: { type: 'string', pattern: '^whsec_' },
    }),
  ),
  'PUT /webhooks/{id}': success(webhook),
  'DELETE /webhooks/{id}': success({ type: 'null' }),
  'POST /webhooks/{id}/test': success(
    fields({
      delivered: flag,
      event_id: eventId,
      delivery_id: id,
      response_code: orNull(count),
      response_body: orNull(anyText),
    }),
  ),
  'GET /webhooks/logs': success(
    fields({
      deliveries: list(
        fields({
          id,
          webhook_id: id,
          event: text,
          event_id: eventId,
          status: deliveryStatus,
          attempt: count,
          response_code: orNull(count),
          response_body: orNull(anyText),
          payload: envelope,
          created_at: time,
          delivered_at: orNull(time),
          next_retry_at: orNull(time),
        }),
      ),
      pagination: fields({ total: count, page: count, per_page: count, total_pages: count }),
    }),
  ),
  'POST /webhooks/deliveries/{id}/replay 202': success(
    fields({ delivery_id: id, status: { const: 'pending' } }),
  ),
};

/** Of a webhook's `data`, by event. A sub-account's carry two numbers more. */
const EVENTS: Readonly<Record<string, Readonly<Record<string, Schema>>>> = {
  'balance.low': { balance: number, threshold: number },
  'balance.depleted': { balance: number },
  'wallet.recharge.succeeded': { amount: number, currency, balance_after: orNull(number) },
  'wallet.recharge.failed': { amount: number, currency, error: text, balance: number },
};

const ajv = new Ajv2020({ allErrors: true, allowUnionTypes: true });
const compiled = new Map<Schema, ValidateFunction>();

/** The calls whose answers are known here. */
export const DOCUMENTED_CALLS = Object.keys(SUCCESSES).map((name) => name.replace(/ \d+$/, ''));

/** @param call as the vendor's document names it: "GET /workspaces/{id}/wallet" */
export function expectDocumented(call: string, status: number, body: unknown): void {
  const name = status === 200 ? call : `${call} ${status}`;
  const schema = status < 300 ? SUCCESSES[name] : (FAILURES[status] ?? OTHER_FAILURE);
  expect(schema, `${name} is not documented`).toBeDefined();
  expectValid(schema ?? {}, body, name);
}

/** Holds a webhook's body against what is documented of its event. */
export function expectDocumentedEvent(body: { readonly event?: unknown }): void {
  const data = EVENTS[String(body.event)];
  expect(data, `${body.event} is not documented`).toBeDefined();
  const schema = fields({ id: eventId, event: text, created_at: time, data: fields(data ?? {}) });
  expectValid(schema, body, String(body.event));
}

function expectValid(schema: Schema, body: unknown, what: string): void {
  const validate = compiled.get(schema) ?? ajv.compile(schema);
  compiled.set(schema, validate);
  expect(validate(body), `${what}: ${ajv.errorsText(validate.errors)}`).toBe(true);
}
