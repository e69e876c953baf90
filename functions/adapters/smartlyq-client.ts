import type { AccountBilling } from '../core/account-billing.ts';
import type { Billing } from '../core/billing.ts';
import type { Reading } from '../core/reading.ts';
import type { Usage, UsagePeriod } from '../core/usage.ts';
import type { Workspace, WorkspaceWallet } from '../core/workspace.ts';
import type { AnswerFacts } from './answer-facts.ts';
import { AccountBillingSchema, BillingSchema, UsageSchema } from './billing-answers.ts';
import { BalanceSchema } from './smartlyq-answers.ts';
import { createAsk, type SmartlyqClientOptions } from './smartlyq-transport.ts';
import {
  type CreatedWebhook,
  CreatedWebhookSchema,
  type TrialDelivery,
  TrialDeliverySchema,
  type VendorWebhook,
  WebhooksSchema,
} from './webhook-answers.ts';
import { WorkspacesSchema, WorkspaceWalletSchema } from './workspace-answers.ts';

export type { SmartlyqClientOptions } from './smartlyq-transport.ts';

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

export interface UsageAnswer extends SiftedAnswer {
  readonly usage: Usage;
}

export interface WorkspacesAnswer extends SiftedAnswer {
  readonly workspaces: readonly Workspace[];
  readonly atMs: number;
}

export interface WorkspaceWalletAnswer extends SiftedAnswer {
  readonly wallet: WorkspaceWallet;
}

export interface WebhooksAnswer extends SiftedAnswer {
  readonly webhooks: readonly VendorWebhook[];
  /** The events that can be subscribed to, as far as the vendor tells. */
  readonly catalog: readonly string[];
}

/** Every call is free of charge. @throws SmartlyqError from each of them */
export interface SmartlyqClient {
  /** `GET /me/balance` */
  readBalance(): Promise<BalanceAnswer>;
  /** `GET /me/billing` */
  readBilling(): Promise<BillingAnswer>;
  /** `GET /me/usage` */
  readUsage(period: UsagePeriod): Promise<UsageAnswer>;
  /** `GET /me/account-billing`; `forbidden` without the scope profiles:read. */
  readAccountBilling(): Promise<AccountBillingAnswer>;
  /** `GET /workspaces`; `forbidden` without the scope workspaces:read, `conflict` where there is no agency. */
  listWorkspaces(): Promise<WorkspacesAnswer>;
  /** `GET /workspaces/{id}/wallet`; `refused` with the status 404 when it is gone. */
  readWorkspaceWallet(id: string): Promise<WorkspaceWalletAnswer>;
  /** `GET /webhooks`; needs the scope webhooks:read. */
  listWebhooks(): Promise<WebhooksAnswer>;
  /** `POST /webhooks`; needs the scope webhooks:write. Never tried again: it may have been done. */
  createWebhook(url: string, events: readonly string[]): Promise<CreatedWebhook>;
  /** `POST /webhooks/{id}/test`; needs the scope webhooks:write. */
  testWebhook(id: string): Promise<TrialDelivery>;
}

/** 200 sub-accounts or more, with long names. */
const MAX_LIST_BYTES = 1024 * 1024;

/**
 * Reads a SmartlyQ wallet. Nothing is asked before the first call.
 * @throws OutgoingUrlError when `baseUrl` is not an address to send a key to.
 */
export function createSmartlyqClient(options: SmartlyqClientOptions): SmartlyqClient {
  const ask = createAsk(options);

  return {
    async readBalance() {
      const { data, atMs, facts } = await ask({ path: '/me/balance', schema: BalanceSchema });
      const { ignored, ...amounts } = data;
      return { reading: { atMs, ...amounts }, ignored, ...facts };
    },

    async readBilling() {
      const { data, atMs, facts } = await ask({ path: '/me/billing', schema: BillingSchema });
      return { billing: { atMs, ...data.value }, ignored: data.ignored, ...facts };
    },

    async readUsage(period) {
      const { data, atMs, facts } = await ask({
        path: '/me/usage',
        query: { period },
        schema: UsageSchema,
      });
      return { usage: { atMs, period, ...data.value }, ignored: data.ignored, ...facts };
    },

    async readAccountBilling() {
      const { data, atMs, facts } = await ask({
        path: '/me/account-billing',
        schema: AccountBillingSchema,
        scope: 'profiles:read',
        mayBeBare: true,
      });
      return { accountBilling: { atMs, ...data.value }, ignored: data.ignored, ...facts };
    },

    async listWorkspaces() {
      const { data, atMs, facts } = await ask({
        path: '/workspaces',
        schema: WorkspacesSchema,
        scope: 'workspaces:read',
        maxBytes: MAX_LIST_BYTES,
      });
      return { workspaces: data.value, atMs, ignored: data.ignored, ...facts };
    },

    async readWorkspaceWallet(id) {
      const { data, atMs, facts } = await ask({
        path: `/workspaces/${encodeURIComponent(id)}/wallet`,
        schema: WorkspaceWalletSchema,
        scope: 'workspaces:read',
      });
      const { balance, ...rest } = data.value;
      return {
        wallet: { reading: { atMs, balance }, ...rest },
        ignored: data.ignored,
        ...facts,
      };
    },

    async listWebhooks() {
      const { data, facts } = await ask({
        path: '/webhooks',
        schema: WebhooksSchema,
        scope: 'webhooks:read',
      });
      return { ...data.value, ignored: data.ignored, ...facts };
    },

    async createWebhook(url, events) {
      const { data } = await ask({
        method: 'POST',
        path: '/webhooks',
        body: { url, events },
        schema: CreatedWebhookSchema,
        scope: 'webhooks:write',
      });
      return data;
    },

    async testWebhook(id) {
      const { data } = await ask({
        method: 'POST',
        path: `/webhooks/${encodeURIComponent(id)}/test`,
        body: {},
        schema: TrialDeliverySchema,
        scope: 'webhooks:write',
      });
      return data;
    },
  };
}
