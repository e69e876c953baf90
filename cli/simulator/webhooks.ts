import { createHmac, randomBytes, randomUUID } from 'node:crypto';
import { printTime } from './calendar.ts';
import { EVENT_NAMES, type WalletEvent } from './wallet-events.ts';

const MINUTE_MS = 60_000;
/** One try and five more, after about 2, 4, 8, 16 and 32 minutes. */
const PAUSES_MS = [2, 4, 8, 16, 32].map((minutes) => minutes * MINUTE_MS);
const MAX_RETRY_AFTER_MS = 60 * MINUTE_MS;
const FAILURES_TO_PAUSE = 10;
const MAX_ACTIVE = 10;
const TIMEOUT_MS = 10_000;

export interface RegisteredWebhook {
  readonly id: number;
  readonly url: string;
  readonly events: readonly string[];
  readonly secret: string;
  readonly createdMs: number;
  status: 'active' | 'disabled';
  lastTriggeredMs?: number;
  failuresInARow: number;
}

export interface SentDelivery {
  readonly eventId: string;
  readonly url: string;
  readonly attempt: number;
  /** undefined: no answer. */
  readonly status: number | undefined;
}

interface Delivery {
  readonly webhook: RegisteredWebhook;
  readonly eventId: string;
  readonly name: string;
  readonly body: string;
  attempt: number;
  dueMs: number;
}

/** What `POST /webhooks` refuses, in the vendor's words. */
export class WebhookRefusal extends Error {}

/**
 * The vendor's webhooks: registered, signed, tried again, and paused. Nothing is sent by itself: `deliverDue` sends
 * what is due at the vendor's time, so that a clock that jumps can be followed.
 */
export interface Webhooks {
  list(): readonly RegisteredWebhook[];
  /** @throws WebhookRefusal */
  create(url: unknown, events: unknown, nowMs: number): RegisteredWebhook;
  /** Puts an event in line for every endpoint that wants it. @returns its id */
  emit(event: WalletEvent, nowMs: number, id?: string): string;
  /** Sends what is due, one after the other. */
  deliverDue(nowMs: number): Promise<SentDelivery[]>;
  /** Sends `webhook.test`, also to a paused endpoint; never tried again. Undefined: no such endpoint. */
  test(id: number, nowMs: number): Promise<SentDelivery | undefined>;
  /** Deliveries still to be made. */
  waiting(): number;
}

export function createWebhooks(): Webhooks {
  const webhooks: RegisteredWebhook[] = [];
  let queue: Delivery[] = [];

  async function attempt(delivery: Delivery, nowMs: number): Promise<SentDelivery & Answered> {
    const { webhook, eventId } = delivery;
    delivery.attempt += 1;
    webhook.lastTriggeredMs = nowMs;
    const answered = await post(delivery, nowMs);
    return { eventId, url: webhook.url, attempt: delivery.attempt, ...answered };
  }

  /** Counts the failure; a paused endpoint gets nothing more. @returns whether to try again */
  function isTriedAgain(delivery: Delivery, answered: Answered, nowMs: number): boolean {
    const { webhook } = delivery;
    webhook.failuresInARow += 1;
    if (webhook.failuresInARow >= FAILURES_TO_PAUSE) webhook.status = 'disabled';
    const pauseMs = PAUSES_MS[delivery.attempt - 1];
    if (pauseMs === undefined) return false;
    delivery.dueMs = nowMs + (answered.retryAfterMs ?? pauseMs);
    return true;
  }

  return {
    list: () => webhooks,

    create(url, events, nowMs) {
      if (typeof url !== 'string' || !isPublicUrl(url)) {
        throw new WebhookRefusal('url must be a public HTTPS URL');
      }
      const names = Array.isArray(events) ? events : [];
      const unknown = names.filter((name) => !EVENT_NAMES.some((known) => known === name));
      if (names.length === 0 || unknown.length > 0) {
        throw new WebhookRefusal(`events must be from the catalog: ${unknown.join(', ')}`);
      }
      if (webhooks.filter(({ status }) => status === 'active').length >= MAX_ACTIVE) {
        throw new WebhookRefusal('max 10 active webhooks per workspace');
      }
      const webhook: RegisteredWebhook = {
        id: webhooks.length + 1,
        url,
        events: names,
        secret: `whsec_${randomBytes(12).toString('hex')}`,
        createdMs: nowMs,
        status: 'active',
        failuresInARow: 0,
      };
      webhooks.push(webhook);
      return webhook;
    },

    emit({ atMs, name, data }, nowMs, id = `evt_${randomUUID()}`) {
      const body = JSON.stringify({ id, event: name, created_at: printTime(atMs), data });
      for (const webhook of webhooks) {
        if (webhook.status !== 'active' || !webhook.events.includes(name)) continue;
        queue.push({ webhook, eventId: id, name, body, attempt: 0, dueMs: nowMs });
      }
      return id;
    },

    async deliverDue(nowMs) {
      const sent: SentDelivery[] = [];
      const due = queue.filter(({ dueMs }) => dueMs <= nowMs);
      queue = queue.filter(({ dueMs }) => dueMs > nowMs);
      for (const delivery of due) {
        if (delivery.webhook.status !== 'active') continue;
        const { retryAfterMs, ...made } = await attempt(delivery, nowMs);
        sent.push(made);
        if (isSuccess(made.status)) delivery.webhook.failuresInARow = 0;
        else if (isTriedAgain(delivery, { status: made.status, retryAfterMs }, nowMs)) {
          queue.push(delivery);
        }
      }
      return sent;
    },

    async test(id, nowMs) {
      const webhook = webhooks.find((one) => one.id === id);
      if (webhook === undefined) return undefined;
      const eventId = `evt_${randomUUID()}`;
      const name = 'webhook.test';
      const body = JSON.stringify({
        id: eventId,
        event: name,
        created_at: printTime(nowMs),
        data: { message: 'This is a test.' },
      });
      const { retryAfterMs: _, ...made } = await attempt(
        { webhook, eventId, name, body, attempt: 0, dueMs: nowMs },
        nowMs,
      );
      return made;
    },

    waiting: () => queue.length,
  };
}

interface Answered {
  readonly status: number | undefined;
  /** What a 429 asked for, at most an hour. */
  readonly retryAfterMs: number | undefined;
}

/** `X-SmartlyQ-Signature` over the body's bytes. */
export function signatureOf(body: string, secret: string, atMs: number): string {
  const timestamp = Math.floor(atMs / 1_000);
  const digest = createHmac('sha256', secret).update(`${timestamp}.${body}`).digest('hex');
  return `t=${timestamp},v1=${digest}`;
}

async function post({ webhook, eventId, name, body }: Delivery, nowMs: number): Promise<Answered> {
  try {
    const response = await fetch(webhook.url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'x-smartlyq-event': name,
        'x-smartlyq-event-id': eventId,
        'x-smartlyq-signature': signatureOf(body, webhook.secret, nowMs),
      },
      body,
      redirect: 'manual',
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    await response.arrayBuffer();
    const asked = Number(response.headers.get('retry-after') ?? Number.NaN) * 1_000;
    const isHonoured = response.status === 429 && asked >= 0;
    const retryAfterMs = isHonoured ? Math.min(asked, MAX_RETRY_AFTER_MS) : undefined;
    return { status: response.status, retryAfterMs };
  } catch {
    return { status: undefined, retryAfterMs: undefined };
  }
}

function isSuccess(status: number | undefined): boolean {
  return status !== undefined && status >= 200 && status <= 299;
}

/** Loopback counts as public here: it is where the endpoint of a trial listens. */
function isPublicUrl(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname } = new URL(text);
  return protocol === 'https:' || (protocol === 'http:' && hostname === '127.0.0.1');
}
