import { randomBytes, randomUUID } from 'node:crypto';
import { printTime } from './calendar.ts';
import {
  createDeliveries,
  type Delivery,
  type RegisteredWebhook,
  type SentDelivery,
} from './deliveries.ts';
import { EVENT_NAMES, type WalletEvent } from './wallet-events.ts';
import { isWebhookAddress } from './webhook-address.ts';

export type { Delivery, RegisteredWebhook, SentDelivery } from './deliveries.ts';
export { signatureOf } from './webhook-delivery.ts';

const MAX_ACTIVE = 10;

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
  let lastId = 0;
  const sending = createDeliveries();

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
      lastId += 1;
      const webhook: RegisteredWebhook = {
        id: lastId,
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
        status: status ?? webhook.status,
      };
      if (status === 'active' && webhook.status !== 'active') requireRoomForOneMore();
      if (status === 'active') webhook.failuresInARow = 0;
      return Object.assign(webhook, changed);
    },

    remove(id) {
      const before = webhooks.length;
      webhooks = webhooks.filter((one) => one.id !== id);
      sending.removeOf(id);
      return webhooks.length < before;
    },

    emit({ atMs, name, data }, nowMs, id = `evt_${randomUUID()}`) {
      const envelope = { id, event: name, created_at: printTime(atMs), data };
      for (const webhook of webhooks) {
        if (webhook.status !== 'active' || !webhook.events.includes(name)) continue;
        sending.enqueue(webhook, envelope, nowMs);
      }
      return id;
    },

    deliverDue: sending.sendDue,

    async test(id, nowMs) {
      const webhook = find(id);
      if (webhook === undefined) return undefined;
      const envelope = {
        id: `evt_${randomUUID()}`,
        event: 'webhook.test',
        created_at: printTime(nowMs),
        data: { message: 'This is a test.' },
      };
      return sending.sendOnce(webhook, envelope, nowMs);
    },

    deliveries: sending.list,

    replay(deliveryId, nowMs) {
      const delivery = sending.list(nowMs).find(({ id }) => id === deliveryId);
      if (delivery === undefined) return undefined;
      const { status } = delivery.webhook;
      if (status !== 'active') {
        throw new WebhookRefusal(`the webhook is ${status}: set it to active first`);
      }
      return sending.restart(delivery, nowMs);
    },

    waiting: () => sending.pending().length,
  };
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
