import { randomBytes, randomUUID } from 'node:crypto';
import { printTime } from './calendar.ts';
import { EVENT_NAMES, type WalletEvent } from './wallet-events.ts';
import { isWebhookAddress } from './webhook-address.ts';
import { isSuccess, postDelivery } from './webhook-delivery.ts';

export { signatureOf } from './webhook-delivery.ts';

const MINUTE_MS = 60_000;
/** One try and five more, after about 2, 4, 8, 16 and 32 minutes. */
const PAUSES_MS = [2, 4, 8, 16, 32].map((minutes) => minutes * MINUTE_MS);
const FAILURES_TO_PAUSE = 10;
const MAX_ACTIVE = 10;
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
  responseCode?: number | undefined;
  responseBody?: string | undefined;
  deliveredMs?: number | undefined;
}

/** What is refused with 422, in the vendor's words. */
export class WebhookRefusal extends Error {}

/** Fields as they were sent; what is undefined stays as it is. */
export interface WebhookChange {
  readonly url?: unknown;
  readonly events?: unknown;
  readonly status?: unknown;
}

/**
 * The vendor's webhooks: registered, signed, tried again, and paused. Nothing is sent by itself: `deliverDue` sends
 * what is due at the vendor's time, so that a clock that jumps can be followed.
 */
export interface Webhooks {
  list(): readonly RegisteredWebhook[];
  /** @throws WebhookRefusal */
  create(url: unknown, events: unknown, nowMs: number): RegisteredWebhook;
  /** Undefined: no such endpoint. @throws WebhookRefusal, and then nothing has changed */
  update(id: number, change: WebhookChange): RegisteredWebhook | undefined;
  /** Its deliveries go with it. @returns whether there was one */
  remove(id: number): boolean;
  /** Puts an event in line for every endpoint that wants it. @returns its id */
  emit(event: WalletEvent, nowMs: number, id?: string): string;
  /** Sends what is due, one after the other. */
  deliverDue(nowMs: number): Promise<SentDelivery[]>;
  /** Sends `webhook.test`, also to a paused endpoint; never tried again. Undefined: no such endpoint. */
  test(id: number, nowMs: number): Promise<SentDelivery | undefined>;
  /** Those of the last 90 days, newest first. */
  deliveries(nowMs: number): Delivery[];
  /** Sends a delivery again, counting its attempts from the start. Undefined: no such one. @throws WebhookRefusal */
  replay(deliveryId: number, nowMs: number): Delivery | undefined;
  /** Deliveries still to be made. */
  waiting(): number;
}

export interface WebhooksOptions {
  /** Also take addresses on this machine, by http or https. @default false, as the vendor does */
  readonly allowLoopback?: boolean;
}

export function createWebhooks({ allowLoopback = false }: WebhooksOptions = {}): Webhooks {
  let webhooks: RegisteredWebhook[] = [];
  let log: Delivery[] = [];
  let lastWebhookId = 0;
  let lastDeliveryId = 0;

  function enqueue(webhook: RegisteredWebhook, envelope: Envelope, nowMs: number): Delivery {
    lastDeliveryId += 1;
    const delivery: Delivery = {
      id: lastDeliveryId,
      webhook,
      eventId: envelope.id,
      name: envelope.event,
      body: JSON.stringify(envelope),
      createdMs: nowMs,
      status: 'pending',
      attempt: 0,
      dueMs: nowMs,
    };
    log = [...log.filter(({ createdMs }) => createdMs > nowMs - KEPT_MS), delivery];
    return delivery;
  }

  /** One attempt. @param isRetried what fails is tried again, and counts towards a pause */
  async function attempt(
    delivery: Delivery,
    nowMs: number,
    isRetried: boolean,
  ): Promise<SentDelivery> {
    const { id, webhook, eventId, name, body } = delivery;
    delivery.attempt += 1;
    webhook.lastTriggeredMs = nowMs;
    const { url, secret } = webhook;
    const answered = await postDelivery({ url, secret, eventId, name, body }, nowMs);
    delivery.responseCode = answered.status;
    delivery.responseBody = answered.body;
    if (isSuccess(answered.status)) {
      delivery.status = 'delivered';
      delivery.deliveredMs = nowMs;
      if (isRetried) webhook.failuresInARow = 0;
    } else {
      const pauseMs = isRetried ? PAUSES_MS[delivery.attempt - 1] : undefined;
      if (pauseMs === undefined) delivery.status = 'dead_letter';
      else delivery.dueMs = nowMs + (answered.retryAfterMs ?? pauseMs);
      if (isRetried) countFailure(webhook);
    }
    return {
      deliveryId: id,
      eventId,
      url,
      attempt: delivery.attempt,
      status: answered.status,
      ...(answered.body !== undefined && { responseBody: answered.body }),
    };
  }

  function countFailure(webhook: RegisteredWebhook): void {
    webhook.failuresInARow += 1;
    if (webhook.failuresInARow >= FAILURES_TO_PAUSE) webhook.status = 'failing';
  }

  function requireRoomForOneMore(): void {
    if (webhooks.filter(({ status }) => status === 'active').length >= MAX_ACTIVE) {
      throw new WebhookRefusal('max 10 active webhooks per workspace');
    }
  }

  const urlOf = (url: unknown): string => {
    if (isWebhookAddress(url, allowLoopback)) return url;
    throw new WebhookRefusal('url must be a public HTTPS URL');
  };
  const find = (id: number) => webhooks.find((one) => one.id === id);

  return {
    list: () => webhooks,

    create(url, events, nowMs) {
      const fields = { url: urlOf(url), events: eventsOf(events) };
      requireRoomForOneMore();
      lastWebhookId += 1;
      const webhook: RegisteredWebhook = {
        id: lastWebhookId,
        ...fields,
        secret: `whsec_${randomBytes(12).toString('hex')}`,
        createdMs: nowMs,
        status: 'active',
        failuresInARow: 0,
      };
      webhooks.push(webhook);
      return webhook;
    },

    update(id, { url, events, status }) {
      const webhook = find(id);
      if (webhook === undefined) return undefined;
      if (url === undefined && events === undefined && status === undefined) {
        throw new WebhookRefusal('provide at least one of url, events, status');
      }
      if (status !== undefined && status !== 'active' && status !== 'paused') {
        throw new WebhookRefusal('status must be active or paused');
      }
      const changed = {
        ...(url !== undefined && { url: urlOf(url) }),
        ...(events !== undefined && { events: eventsOf(events) }),
        ...(status !== undefined && { status }),
      };
      if (status === 'active' && webhook.status !== 'active') requireRoomForOneMore();
      if (status === 'active') webhook.failuresInARow = 0;
      return Object.assign(webhook, changed);
    },

    remove(id) {
      const before = webhooks.length;
      webhooks = webhooks.filter((one) => one.id !== id);
      log = log.filter(({ webhook }) => webhook.id !== id);
      return webhooks.length < before;
    },

    emit({ atMs, name, data }, nowMs, id = `evt_${randomUUID()}`) {
      const envelope = { id, event: name, created_at: printTime(atMs), data };
      for (const webhook of webhooks) {
        if (webhook.status !== 'active' || !webhook.events.includes(name)) continue;
        enqueue(webhook, envelope, nowMs);
      }
      return id;
    },

    async deliverDue(nowMs) {
      const sent: SentDelivery[] = [];
      for (const delivery of log.filter(isPending).filter(({ dueMs }) => dueMs <= nowMs)) {
        // An endpoint that was paused gets nothing more.
        if (delivery.webhook.status === 'active') sent.push(await attempt(delivery, nowMs, true));
        else delivery.status = 'dead_letter';
      }
      return sent;
    },

    async test(id, nowMs) {
      const webhook = find(id);
      if (webhook === undefined) return undefined;
      const envelope = {
        id: `evt_${randomUUID()}`,
        event: 'webhook.test',
        created_at: printTime(nowMs),
        data: { message: 'This is a test.' },
      };
      return attempt(enqueue(webhook, envelope, nowMs), nowMs, false);
    },

    deliveries: (nowMs) =>
      log.filter(({ createdMs }) => createdMs > nowMs - KEPT_MS).sort((a, b) => b.id - a.id),

    replay(deliveryId, nowMs) {
      const delivery = log.find(({ id }) => id === deliveryId);
      if (delivery === undefined) return undefined;
      if (delivery.webhook.status !== 'active') {
        throw new WebhookRefusal(
          `the webhook is ${delivery.webhook.status}: set it to active first`,
        );
      }
      const again = {
        status: 'pending' as const,
        attempt: 0,
        dueMs: nowMs,
        deliveredMs: undefined,
      };
      return Object.assign(delivery, again);
    },

    waiting: () => log.filter(isPending).length,
  };
}

interface Envelope {
  readonly id: string;
  readonly event: string;
  readonly created_at: string;
  readonly data: object;
}

function isPending({ status }: Delivery): boolean {
  return status === 'pending';
}

/** @throws WebhookRefusal unless each is in the catalog */
function eventsOf(events: unknown): string[] {
  const names = Array.isArray(events) ? events : [];
  const unknown = names.filter((name) => !EVENT_NAMES.some((known) => known === name));
  if (names.length === 0 || unknown.length > 0) {
    throw new WebhookRefusal(`events must be from the catalog: ${unknown.join(', ')}`);
  }
  return names;
}
