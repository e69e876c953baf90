import type { Reading } from '../../core/ledger/reading.ts';
import type { AccountBilling } from '../../core/vendor/account-billing.ts';
import type { Billing } from '../../core/vendor/billing.ts';
import type { AnswerFacts } from './answer-facts.ts';
import { AccountBillingSchema, BillingSchema } from './billing-answers.ts';
import { type LogPage, LogSchema, ROWS_PER_PAGE } from './log-answers.ts';
import { BalanceSchema } from './smartlyq-answers.ts';
import {
  createVendorReader,
  type SmartlyqClientOptions,
  type VendorReader,
} from './smartlyq-transport.ts';
import { type VendorWebhook, WebhooksSchema } from './webhook-answers.ts';

export interface SiftedAnswer extends AnswerFacts {
  /** Fields that were unsound and left out: "monthly_reset_at", "auto_recharge.below", "history[2].amount". */
  readonly ignored: readonly string[];
}

export interface BalanceAnswer extends SiftedAnswer {
  /** Dated when the answer had arrived. */
  readonly reading: Reading;
}

export interface BillingAnswer extends SiftedAnswer {
  readonly billing: Billing;
}

export interface AccountBillingAnswer extends SiftedAnswer {
  readonly accountBilling: AccountBilling;
}

export interface WebhooksAnswer extends SiftedAnswer {
  readonly webhooks: readonly VendorWebhook[];
  /** The events that can be subscribed to, as far as the vendor tells. */
  readonly catalog: readonly string[];
}

export interface LogAnswer extends SiftedAnswer, LogPage {}

/** Which part of the log; times are epoch milliseconds. */
export interface LogQuery {
  readonly fromMs: number;
  /** The last whole second that is asked for. */
  readonly toMs: number;
  /** From 1; the newest first. */
  readonly page: number;
  /** Only requests that were answered so. @default all */
  readonly statusCode?: number;
}

/** A page with all its fields and none of its payloads has about 70 KB. */
const MAX_LOG_PAGE_BYTES = 512 * 1024;

/** Every call is free of charge. @throws SmartlyqError from each of them */
export interface WalletReads {
  /** `GET /me/balance` */
  readBalance(): Promise<BalanceAnswer>;
  /** `GET /me/billing` */
  readBilling(): Promise<BillingAnswer>;
  /** `GET /me/account-billing`; `forbidden` without the scope profiles:read. */
  readAccountBilling(): Promise<AccountBillingAnswer>;
  /** `GET /webhooks`; `forbidden` without the scope webhooks:read. */
  listWebhooks(): Promise<WebhooksAnswer>;
  /** `GET /logs`, without payloads; `forbidden` without the scope logs:read. */
  readLog(query: LogQuery): Promise<LogAnswer>;
}

/**
 * What a poll reads, and none of the calls that only people and agencies need: they stay out of its bundle.
 * @throws OutgoingUrlError when `baseUrl` is not an address to send a key to.
 */
export function createWalletReads(options: SmartlyqClientOptions): WalletReads {
  return walletReads(createVendorReader(options));
}

export function walletReads(read: VendorReader): WalletReads {
  return {
    async readBalance() {
      const { data, atMs, facts } = await read({ path: '/me/balance', schema: BalanceSchema });
      const { ignored, ...amounts } = data;
      const reading = { atMs, ...amounts, ...(facts.isTestKey && { isTestKey: true as const }) };
      return { reading, ignored, ...facts };
    },

    async readBilling() {
      const { data, atMs, facts } = await read({ path: '/me/billing', schema: BillingSchema });
      return { billing: { atMs, ...data.value }, ignored: data.ignored, ...facts };
    },

    async readAccountBilling() {
      const { data, atMs, facts } = await read({
        path: '/me/account-billing',
        schema: AccountBillingSchema,
        scope: 'profiles:read',
        mayBeBare: true,
      });
      return { accountBilling: { atMs, ...data.value }, ignored: data.ignored, ...facts };
    },

    async listWebhooks() {
      const { data, facts } = await read({
        path: '/webhooks',
        schema: WebhooksSchema,
        scope: 'webhooks:read',
      });
      return { ...data.value, ignored: data.ignored, ...facts };
    },

    async readLog({ fromMs, toMs, page, statusCode }) {
      const { data, facts } = await read({
        path: '/logs',
        query: {
          source: 'api',
          from: wholeSecond(fromMs),
          to: wholeSecond(toMs),
          page: String(page),
          per_page: String(ROWS_PER_PAGE),
          ...(statusCode !== undefined && { status_code: String(statusCode) }),
        },
        schema: LogSchema,
        scope: 'logs:read',
        maxBytes: MAX_LOG_PAGE_BYTES,
      });
      const { calls, rows } = data.value;
      // What test keys do costs nothing; it counts only where a test key itself is watched.
      const counted = facts.isTestKey ? calls : calls.filter(({ isTest }) => !isTest);
      return { calls: counted, rows, ignored: data.ignored, ...facts };
    },
  };
}

/** "2026-11-22T09:00:00Z" */
function wholeSecond(atMs: number): string {
  return `${new Date(atMs).toISOString().slice(0, 19)}Z`;
}
