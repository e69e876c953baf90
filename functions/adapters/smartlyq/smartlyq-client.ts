import * as v from 'valibot';
import type { Workspace, WorkspaceWallet } from '../../core/vendor/workspace.ts';
import { createVendorReader, type SmartlyqClientOptions } from './smartlyq-transport.ts';
import { type SiftedAnswer, type WalletReads, walletReads } from './wallet-reads.ts';
import {
  type CreatedWebhook,
  CreatedWebhookSchema,
  DeliveriesSchema,
  type TrialDelivery,
  TrialDeliverySchema,
} from './webhook-answers.ts';
import { WorkspacesSchema, WorkspaceWalletSchema } from './workspace-answers.ts';

export type { SmartlyqClientOptions } from './smartlyq-transport.ts';
export type * from './wallet-reads.ts';

export interface WorkspacesAnswer extends SiftedAnswer {
  readonly workspaces: readonly Workspace[];
  readonly atMs: number;
}

export interface WorkspaceWalletAnswer extends SiftedAnswer {
  readonly wallet: WorkspaceWallet;
}

/** Every call is free of charge. @throws SmartlyqError from each of them */
export interface SmartlyqClient extends WalletReads {
  /** `GET /workspaces`; `forbidden` without the scope workspaces:read, `conflict` where there is no agency. */
  listWorkspaces(): Promise<WorkspacesAnswer>;
  /** `GET /workspaces/{id}/wallet`; `refused` with the status 404 when it is gone. */
  readWorkspaceWallet(id: string): Promise<WorkspaceWalletAnswer>;
  /** `POST /webhooks`; needs the scope webhooks:write. Never tried again: it may have been done. */
  createWebhook(url: string, events: readonly string[]): Promise<CreatedWebhook>;
  /** `PUT /webhooks/{id}`: sends these events from now on. Needs the scope webhooks:write. */
  changeWebhook(id: string, events: readonly string[]): Promise<void>;
  /** `DELETE /webhooks/{id}`: also ends its deliveries that still wait. Needs the scope webhooks:write. */
  deleteWebhook(id: string): Promise<void>;
  /** `GET /webhooks/logs`: ids of at most 100 deliveries that still wait. Needs the scope webhooks:read. */
  pendingDeliveries(webhookId: string): Promise<readonly string[]>;
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
  const read = createVendorReader(options);

  return {
    ...walletReads(read),

    async listWorkspaces() {
      const { data, atMs, facts } = await read({
        path: '/workspaces',
        schema: WorkspacesSchema,
        scope: 'workspaces:read',
        maxBytes: MAX_LIST_BYTES,
      });
      return { workspaces: data.value, atMs, ignored: data.ignored, ...facts };
    },

    async readWorkspaceWallet(id) {
      const { data, atMs, facts } = await read({
        path: `/workspaces/${encodeURIComponent(id)}/wallet`,
        schema: WorkspaceWalletSchema,
        scope: 'workspaces:read',
      });
      const { balance, ...rest } = data.value;
      return {
        wallet: {
          reading: { atMs, balance, ...(facts.isTestKey && { isTestKey: true as const }) },
          ...rest,
        },
        ignored: data.ignored,
        ...facts,
      };
    },

    async createWebhook(url, events) {
      const { data } = await read({
        method: 'POST',
        path: '/webhooks',
        body: { url, events },
        schema: CreatedWebhookSchema,
        scope: 'webhooks:write',
      });
      return data;
    },

    async changeWebhook(id, events) {
      await read({
        method: 'PUT',
        path: `/webhooks/${encodeURIComponent(id)}`,
        body: { events },
        schema: v.unknown(),
        scope: 'webhooks:write',
      });
    },

    async deleteWebhook(id) {
      await read({
        method: 'DELETE',
        path: `/webhooks/${encodeURIComponent(id)}`,
        schema: v.unknown(),
        scope: 'webhooks:write',
      });
    },

    async pendingDeliveries(webhookId) {
      const { data } = await read({
        path: '/webhooks/logs',
        query: { webhook_id: webhookId, status: 'pending', per_page: '100' },
        schema: DeliveriesSchema,
        scope: 'webhooks:read',
        maxBytes: MAX_LIST_BYTES,
      });
      return data;
    },

    async testWebhook(id) {
      const { data } = await read({
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
