import {
  type Answer,
  accountBillingData,
  type BalanceShape,
  balanceData,
  billingData,
  success,
  usageData,
  workspaceData,
  workspaceWalletData,
} from './answers.ts';
import { printTime } from './calendar.ts';
import type { ApiKey } from './keys.ts';
import { BALANCE_SCOPE, refuse } from './refusals.ts';
import type { SimulatedWallet } from './wallet.ts';
import { EVENT_NAMES } from './wallet-events.ts';
import { type RegisteredWebhook, WebhookRefusal, type Webhooks } from './webhooks.ts';
import type { SimulatedWorkspace } from './workspaces.ts';

/** One authenticated request that is within its allowance. */
export interface Routed {
  readonly method: string;
  /** "/me/balance" */
  readonly path: string;
  readonly query: URLSearchParams;
  /** Reads the body as JSON. @throws SyntaxError */
  readonly body: () => Promise<unknown>;
  readonly key: ApiKey;
}

export interface Served {
  readonly wallet: SimulatedWallet;
  readonly shape: BalanceShape;
  /** undefined: the key's workspace has no agency. */
  readonly workspaces: readonly SimulatedWorkspace[] | undefined;
  readonly webhooks: Webhooks;
  /** The vendor's time, and the wallets'. Epoch milliseconds. */
  readonly nowMs: number;
  readonly walletNowMs: number;
}

/** The call's scope, and its answer when the key has it. */
type Route = readonly [scope: string, answer: () => Answer | Promise<Answer>];

export async function route(call: Routed, served: Served): Promise<Answer> {
  const { nowMs } = served;
  const found = routeOf(call, served);
  if (found === undefined) return refuse({ status: 404 }, nowMs);
  const [scope, answer] = found;
  if (call.key.scopes && !call.key.scopes.includes(scope)) {
    return refuse({ status: 403, scope }, nowMs);
  }
  return answer();
}

function routeOf({ method, path, query, body, key }: Routed, served: Served): Route | undefined {
  const { shape, webhooks, nowMs, walletNowMs } = served;
  const wallet = key.wallet ?? served.wallet;
  const [, workspace, isWallet] = /^\/workspaces\/(\d+)(\/wallet)?$/.exec(path) ?? [];
  const tested = /^\/webhooks\/(\d+)\/test$/.exec(path)?.[1];
  const ok = (data: object) => success(data, nowMs);
  if (method === 'GET' && workspace !== undefined) {
    return ['workspaces:read', () => workspaceAnswer(Number(workspace), isWallet, served)];
  }
  if (method === 'POST' && tested !== undefined) {
    return ['webhooks:write', () => tryWebhook(Number(tested), served)];
  }
  switch (`${method} ${path}`) {
    case 'GET /me/balance':
      return [BALANCE_SCOPE, () => ok(balanceData(wallet, walletNowMs, shape))];
    case 'GET /me/billing':
      return [BALANCE_SCOPE, () => ok(billingData(wallet, walletNowMs))];
    case 'GET /me/usage':
      return [
        BALANCE_SCOPE,
        () => {
          const usage = usageData(wallet, walletNowMs, query.get('period') ?? '30d');
          return usage ? ok(usage) : refuse({ status: 422, message: 'No such period.' }, nowMs);
        },
      ];
    case 'GET /me/account-billing':
      return ['profiles:read', () => ok(accountBillingData(wallet, walletNowMs))];
    case 'GET /workspaces':
      return [
        'workspaces:read',
        () =>
          served.workspaces
            ? ok({ workspaces: served.workspaces.map(workspaceData) })
            : noAgency(nowMs),
      ];
    case 'GET /webhooks':
      return [
        'webhooks:read',
        () => ok({ webhooks: webhooks.list().map(webhookData), events: EVENT_NAMES }),
      ];
    case 'POST /webhooks':
      return ['webhooks:write', async () => createWebhook(await body().catch(() => ({})), served)];
    default:
      return undefined;
  }
}

function workspaceAnswer(id: number, isWallet: string | undefined, served: Served): Answer {
  const { workspaces, nowMs, walletNowMs } = served;
  if (workspaces === undefined) return noAgency(nowMs);
  const found = workspaces.find((one) => one.id === id);
  if (found === undefined) {
    return refuse({ status: 404, message: 'Workspace not found in your agency.' }, nowMs);
  }
  const data = isWallet ? workspaceWalletData(found, walletNowMs) : workspaceData(found);
  return success(data, nowMs);
}

function noAgency(nowMs: number): Answer {
  return refuse({ status: 409, message: "Key's workspace has no agency tenant." }, nowMs);
}

function createWebhook(body: unknown, { webhooks, nowMs }: Served): Answer {
  const { url, events } = typeof body === 'object' && body !== null ? fieldsIn(body) : {};
  try {
    const { id, status, secret, ...made } = webhooks.create(url, events, nowMs);
    const data = { id, url: made.url, events: made.events, status, secret };
    return success(data, nowMs, 201);
  } catch (error) {
    if (!(error instanceof WebhookRefusal)) throw error;
    return refuse({ status: 422, message: error.message }, nowMs);
  }
}

function fieldsIn(body: object): { readonly url?: unknown; readonly events?: unknown } {
  return body;
}

async function tryWebhook(id: number, { webhooks, nowMs }: Served): Promise<Answer> {
  const sent = await webhooks.test(id, nowMs);
  if (sent === undefined) return refuse({ status: 404 }, nowMs);
  const data = {
    delivered: sent.status !== undefined && sent.status >= 200 && sent.status <= 299,
    event_id: sent.eventId,
    delivery_id: id,
    response_code: sent.status ?? null,
    response_body: null,
  };
  return success(data, nowMs);
}

function webhookData(webhook: RegisteredWebhook): object {
  const { id, url, events, status, lastTriggeredMs, createdMs } = webhook;
  return {
    id,
    url,
    events,
    status,
    last_triggered_at: lastTriggeredMs === undefined ? null : printTime(lastTriggeredMs),
    created_at: printTime(createdMs),
  };
}
