import * as v from 'valibot';
import { fieldsOf, isRecord, present } from './answer-fields.ts';
import { sifted } from './billing-answers.ts';

/** The vendor allows ten a workspace, and names about forty events. */
const MAX_WEBHOOKS = 100;
const MAX_EVENTS = 200;
/** It becomes an SSM parameter and an HMAC key: printable, and long enough to be one. */
const SECRET = /^[\x21-\x7e]{8,512}$/;

/** An endpoint that is registered at the vendor. */
export interface VendorWebhook {
  readonly id: string;
  readonly url: string;
  readonly events: readonly string[];
  /** "active", "disabled", or the vendor's word for a paused one. */
  readonly status?: string;
}

export interface CreatedWebhook {
  readonly id: string;
  /** Told this once and never again. */
  readonly secret: string;
}

/** How a trial delivery ended. */
export interface TrialDelivery {
  readonly isDelivered: boolean;
  /** What the endpoint answered, where it did. */
  readonly responseCode?: number;
}

/** `data` of `GET /webhooks`. */
export const WebhooksSchema = sifted((data, ignored) => {
  const fields = fieldsOf(data, ignored);
  const webhooks = fields.each('webhooks', MAX_WEBHOOKS).flatMap((one): VendorWebhook[] => {
    const id = one.id('id');
    const url = one.text('url');
    if (id === undefined || url === undefined) return [];
    const events = one.words('events', MAX_EVENTS);
    return [{ id, url, events, ...present({ status: one.word('status') }) }];
  });
  return { webhooks, catalog: fields.words('events', MAX_EVENTS) };
});

/** `data` of `POST /webhooks`. */
export const CreatedWebhookSchema = v.pipe(
  v.object({
    id: v.union([v.number(), v.string()], 'expected an id'),
    secret: v.pipe(
      v.string('expected a secret'),
      v.regex(SECRET, 'expected a secret of 8 to 512 printable characters'),
    ),
  }),
  v.transform(({ id, secret }): CreatedWebhook => ({ id: String(id), secret })),
);

/** `data` of `GET /webhooks/logs`: the ids. One that cannot be read still counts, so that none is overlooked. */
export const DeliveriesSchema = v.pipe(
  v.object({ deliveries: v.array(v.unknown(), 'expected a list of deliveries') }),
  v.transform(({ deliveries }): readonly string[] =>
    deliveries.map((one) => fieldsOf(isRecord(one) ? one : {}, []).id('id') ?? ''),
  ),
);

/** `data` of `POST /webhooks/{id}/test`. */
export const TrialDeliverySchema = v.pipe(
  v.custom<Readonly<Record<string, unknown>>>(isRecord, 'expected an object'),
  v.transform((data): TrialDelivery => {
    const fields = fieldsOf(data, []);
    const isDelivered = fields.flag('delivered') ?? false;
    return { isDelivered, ...present({ responseCode: fields.count('response_code') }) };
  }),
);
