import { type Answer, success } from './answers.ts';
import { printTime } from './calendar.ts';
import { refuse } from './refusals.ts';
import type { Asked, Route } from './route.ts';
import { EVENT_NAMES } from './wallet-events.ts';
import { isSuccess } from './webhook-delivery.ts';
import {
  type Delivery,
  type RegisteredWebhook,
  type WebhookChange,
  WebhookRefusal,
} from './webhooks.ts';

const DEFAULT_PER_PAGE = 20;
const MAX_PER_PAGE = 100;
const READ = 'webhooks:read';
const WRITE = 'webhooks:write';

export const WEBHOOK_ROUTES: readonly Route[] = [
  {
    call: 'GET /webhooks',
    scope: READ,
    answer: ({ webhooks, nowMs }) =>
      success({ webhooks: webhooks.list().map(webhookData), events: EVENT_NAMES }, nowMs),
  },
  { call: 'POST /webhooks', scope: WRITE, answer: (asked) => orRefused(asked, createWebhook) },
  { call: 'PUT /webhooks/{id}', scope: WRITE, answer: (asked) => orRefused(asked, updateWebhook) },
  {
    call: 'DELETE /webhooks/{id}',
    scope: WRITE,
    answer: ({ webhooks, id, nowMs }) =>
      webhooks.remove(id) ? success(null, nowMs) : refuse({ status: 404 }, nowMs),
  },
  { call: 'POST /webhooks/{id}/test', scope: WRITE, answer: testWebhook },
  { call: 'GET /webhooks/logs', scope: READ, answer: listDeliveries },
  {
    call: 'POST /webhooks/deliveries/{id}/replay',
    scope: WRITE,
    answer: (asked) => orRefused(asked, replayDelivery),
  },
];

async function orRefused(
  asked: Asked,
  answer: (asked: Asked) => Answer | Promise<Answer>,
): Promise<Answer> {
  try {
    return await answer(asked);
  } catch (error) {
    if (!(error instanceof WebhookRefusal)) throw error;
    return refuse({ status: 422, message: error.message }, asked.nowMs);
  }
}

async function createWebhook({ body, webhooks, nowMs }: Asked): Promise<Answer> {
  const asked = await fieldsIn(body);
  const { id, url, events, status, secret } = webhooks.create(asked.url, asked.events, nowMs);
  return success({ id, url, events, status, secret }, nowMs, 201);
}

async function updateWebhook({ body, id, webhooks, nowMs }: Asked): Promise<Answer> {
  const webhook = webhooks.update(id, await fieldsIn(body));
  return webhook ? success(webhookData(webhook), nowMs) : refuse({ status: 404 }, nowMs);
}

async function testWebhook({ id, webhooks, nowMs }: Asked): Promise<Answer> {
  const sent = await webhooks.test(id, nowMs);
  if (sent === undefined) return refuse({ status: 404 }, nowMs);
  const data = {
    delivered: isSuccess(sent.status),
    event_id: sent.eventId,
    delivery_id: sent.deliveryId,
    response_code: sent.status ?? null,
    response_body: sent.responseBody ?? null,
  };
  return success(data, nowMs);
}

function replayDelivery({ id, webhooks, nowMs }: Asked): Answer {
  const delivery = webhooks.replay(id, nowMs);
  if (delivery === undefined) return refuse({ status: 404 }, nowMs);
  return success({ delivery_id: delivery.id, status: delivery.status }, nowMs, 202);
}

function listDeliveries({ query, webhooks, nowMs }: Asked): Answer {
  const isWanted = ({ webhook, name, status }: Delivery) =>
    [
      [query.get('webhook_id'), String(webhook.id)],
      [query.get('event'), name],
      [query.get('status'), status],
    ].every(([wanted, is]) => wanted === null || wanted === is);
  const found = webhooks.deliveries(nowMs).filter(isWanted);
  const page = wholeNumber(query.get('page'), 1);
  const perPage = Math.min(wholeNumber(query.get('per_page'), DEFAULT_PER_PAGE), MAX_PER_PAGE);
  const pagination = {
    total: found.length,
    page,
    per_page: perPage,
    total_pages: Math.ceil(found.length / perPage),
  };
  const deliveries = found.slice((page - 1) * perPage, page * perPage).map(deliveryData);
  return success({ deliveries, pagination }, nowMs);
}

/** ≥ 1. */
function wholeNumber(text: string | null, fallback: number): number {
  return text !== null && /^[1-9]\d{0,8}$/.test(text) ? Number(text) : fallback;
}

function webhookData(webhook: RegisteredWebhook): object {
  const { id, url, events, status, lastTriggeredMs, createdMs } = webhook;
  return {
    id,
    url,
    events,
    status,
    last_triggered_at: timeOrNull(lastTriggeredMs),
    created_at: printTime(createdMs),
  };
}

function deliveryData(delivery: Delivery): object {
  const { id, webhook, name, eventId, status, attempt, responseCode, responseBody } = delivery;
  return {
    id,
    webhook_id: webhook.id,
    event: name,
    event_id: eventId,
    status,
    attempt,
    response_code: responseCode ?? null,
    response_body: responseBody ?? null,
    payload: JSON.parse(delivery.body),
    created_at: printTime(delivery.createdMs),
    delivered_at: timeOrNull(delivery.deliveredMs),
    next_retry_at: timeOrNull(status === 'pending' ? delivery.dueMs : undefined),
  };
}

function timeOrNull(ms: number | undefined): string | null {
  return ms === undefined ? null : printTime(ms);
}

/** A body that is no JSON object has no fields. */
async function fieldsIn(body: () => Promise<unknown>): Promise<WebhookChange> {
  const json = await body().catch(() => undefined);
  return typeof json === 'object' && json !== null ? json : {};
}
