import { MINUTE_MS } from '../functions/core/ledger/durations.ts';
import { isSuccess, postDelivery } from './webhook-delivery.ts';

/** One try and five more, after about 2, 4, 8, 16 and 32 minutes. */
const PAUSES_MS = [2, 4, 8, 16, 32].map((minutes) => minutes * MINUTE_MS);
const FAILURES_TO_PAUSE = 10;
/** How long the log of deliveries reaches back. */
const KEPT_MS = 90 * 1_440 * MINUTE_MS;

export interface RegisteredWebhook {
  readonly id: number;
  url: string;
  events: readonly string[];
  readonly secret: string;
  readonly createdMs: number;
  /** "paused" by its owner, "failing" after ten failures in a row. */
  status: 'active' | 'paused' | 'failing';
  lastTriggeredMs?: number;
  failuresInARow: number;
}

/** One event for one endpoint, with the last of its attempts. */
export interface Delivery {
  readonly id: number;
  readonly webhook: RegisteredWebhook;
  readonly eventId: string;
  readonly name: string;
  readonly body: string;
  readonly createdMs: number;
  status: 'pending' | 'delivered' | 'dead_letter';
  attempt: number;
  /** When it is sent next, while it is pending. */
  dueMs: number;
  responseCode?: number;
  responseBody?: string;
  deliveredMs?: number;
}

/** An attempt and its outcome. */
export interface SentDelivery {
  readonly deliveryId: number;
  readonly eventId: string;
  readonly url: string;
  readonly attempt: number;
  /** undefined: no answer. */
  readonly status: number | undefined;
  /** The first 500 characters of what the endpoint answered. */
  readonly responseBody?: string;
}

export interface Envelope {
  readonly id: string;
  readonly event: string;
  readonly created_at: string;
  readonly data: object;
}

/** Deliveries of 90 days: those that are still to be made, and the log of the others. */
export function createDeliveries() {
  let log: Delivery[] = [];
  let lastId = 0;
  const recent = (nowMs: number) => log.filter(({ createdMs }) => createdMs > nowMs - KEPT_MS);
  const pending = () => log.filter(({ status }) => status === 'pending');

  function enqueue(webhook: RegisteredWebhook, envelope: Envelope, nowMs: number): Delivery {
    lastId += 1;
    const delivery: Delivery = {
      id: lastId,
      webhook,
      eventId: envelope.id,
      name: envelope.event,
      body: JSON.stringify(envelope),
      createdMs: nowMs,
      status: 'pending',
      attempt: 0,
      dueMs: nowMs,
    };
    log = [...recent(nowMs), delivery];
    return delivery;
  }

  return {
    enqueue,
    pending,

    /** Sends what is due, one after the other. */
    async sendDue(nowMs: number): Promise<SentDelivery[]> {
      const sent: SentDelivery[] = [];
      for (const delivery of pending().filter(({ dueMs }) => dueMs <= nowMs)) {
        // An endpoint that was paused gets nothing more.
        if (delivery.webhook.status === 'active') sent.push(await attempt(delivery, nowMs, true));
        else delivery.status = 'dead_letter';
      }
      return sent;
    },

    /** Sends this at once, whatever the endpoint's status, and never again. */
    sendOnce(webhook: RegisteredWebhook, envelope: Envelope, nowMs: number): Promise<SentDelivery> {
      return attempt(enqueue(webhook, envelope, nowMs), nowMs, false);
    },

    /** Newest first. */
    list: (nowMs: number): Delivery[] => recent(nowMs).reverse(),

    /** Puts a delivery in line again, as if it had never been tried. */
    restart(delivery: Delivery, nowMs: number): Delivery {
      const again = {
        status: 'pending' as const,
        attempt: 0,
        dueMs: nowMs,
        deliveredMs: undefined,
      };
      return Object.assign(delivery, again);
    },

    removeOf(webhookId: number): void {
      log = log.filter(({ webhook }) => webhook.id !== webhookId);
    },
  };
}

/** @param isRetried a failure is tried again, and counts towards a pause */
async function attempt(
  delivery: Delivery,
  nowMs: number,
  isRetried: boolean,
): Promise<SentDelivery> {
  const { id, webhook, eventId, name, body } = delivery;
  const { url, secret } = webhook;
  delivery.attempt += 1;
  webhook.lastTriggeredMs = nowMs;
  const answered = await postDelivery({ url, secret, eventId, name, body }, nowMs);
  delivery.responseCode = answered.status;
  delivery.responseBody = answered.body;
  const pauseMs = isRetried ? PAUSES_MS[delivery.attempt - 1] : undefined;
  if (isSuccess(answered.status)) {
    delivery.status = 'delivered';
    delivery.deliveredMs = nowMs;
  } else if (pauseMs === undefined) {
    delivery.status = 'dead_letter';
  } else {
    delivery.dueMs = nowMs + (answered.retryAfterMs ?? pauseMs);
  }
  if (isRetried) countOutcome(webhook, isSuccess(answered.status));
  return {
    deliveryId: id,
    eventId,
    url,
    attempt: delivery.attempt,
    status: answered.status,
    responseBody: answered.body,
  };
}

function countOutcome(webhook: RegisteredWebhook, isDelivered: boolean): void {
  webhook.failuresInARow = isDelivered ? 0 : webhook.failuresInARow + 1;
  if (webhook.failuresInARow >= FAILURES_TO_PAUSE) webhook.status = 'failing';
}
