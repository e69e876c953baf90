import {
  type Answer,
  accountBillingData,
  type BalanceShape,
  balanceData,
  billingData,
  profileData,
  success,
  usageData,
} from './answers.ts';
import type { ApiKey } from './keys.ts';
import { BALANCE_SCOPE, refuse } from './refusals.ts';
import type { SimulatedWallet } from './wallet.ts';
import { WEBHOOK_ROUTES } from './webhook-routes.ts';
import type { Webhooks } from './webhooks.ts';
import { WORKSPACE_ROUTES } from './workspace-routes.ts';
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
  /** `GET /me/account-billing` comes in the envelope that all other answers have. */
  readonly isAccountBillingInEnvelope: boolean;
  /** undefined: the key's workspace has no agency. */
  readonly workspaces: readonly SimulatedWorkspace[] | undefined;
  readonly webhooks: Webhooks;
  /** The vendor's time, and the wallets'. Epoch milliseconds. */
  readonly nowMs: number;
  readonly walletNowMs: number;
}

/** What a route answers from. */
export interface Asked extends Routed, Served {
  /** The number in the path, or NaN. */
  readonly id: number;
}

export interface Route {
  /** As the vendor's document names it: "PUT /webhooks/{id}". */
  readonly call: string;
  /** What the key must have. @default none */
  readonly scope?: string;
  readonly answer: (asked: Asked) => Answer | Promise<Answer>;
}

/** Every call that is served. */
export const ROUTES: readonly Route[] = [
  { call: 'GET /me', answer: ({ nowMs }) => success(profileData(), nowMs) },
  {
    call: 'GET /me/balance',
    scope: BALANCE_SCOPE,
    answer: ({ wallet, walletNowMs, shape, nowMs }) =>
      success(balanceData(wallet, walletNowMs, shape), nowMs),
  },
  {
    call: 'GET /me/billing',
    scope: BALANCE_SCOPE,
    answer: ({ wallet, walletNowMs, nowMs }) => success(billingData(wallet, walletNowMs), nowMs),
  },
  { call: 'GET /me/usage', scope: BALANCE_SCOPE, answer: usageAnswer },
  { call: 'GET /me/account-billing', scope: 'profiles:read', answer: accountBillingAnswer },
  ...WORKSPACE_ROUTES,
  ...WEBHOOK_ROUTES,
];

const MATCHERS = ROUTES.map((route) => ({
  route,
  pattern: new RegExp(`^${route.call.replace('{id}', '(\\d{1,15})')}$`),
}));

export async function route(call: Routed, served: Served): Promise<Answer> {
  const { nowMs } = served;
  for (const { route, pattern } of MATCHERS) {
    const found = pattern.exec(`${call.method} ${call.path}`);
    if (found === null) continue;
    const { scope, answer } = route;
    if (scope !== undefined && call.key.scopes && !call.key.scopes.includes(scope)) {
      return refuse({ status: 403, scope }, nowMs);
    }
    const wallet = call.key.wallet ?? served.wallet;
    return answer({ ...call, ...served, wallet, id: Number(found[1] ?? Number.NaN) });
  }
  return refuse({ status: 404 }, nowMs);
}

function usageAnswer({ wallet, walletNowMs, query, nowMs }: Asked): Answer {
  const usage = usageData(wallet, walletNowMs, query.get('period') ?? '30d');
  return usage ? success(usage, nowMs) : refuse({ status: 422, message: 'No such period.' }, nowMs);
}

function accountBillingAnswer(asked: Asked): Answer {
  const data = accountBillingData(asked.wallet, asked.walletNowMs);
  return asked.isAccountBillingInEnvelope
    ? success(data, asked.nowMs)
    : { status: 200, body: data };
}
