import {
  type Answer,
  accountBillingData,
  balanceData,
  billingData,
  profileData,
  success,
} from './answers.ts';
import { LOG_ROUTES } from './log-routes.ts';
import { BALANCE_SCOPE, refuse } from './refusals.ts';
import type { Asked, Route, Routed, Served } from './route.ts';
import { WEBHOOK_ROUTES } from './webhook-routes.ts';
import { WORKSPACE_ROUTES } from './workspace-routes.ts';

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
  { call: 'GET /me/account-billing', scope: 'profiles:read', answer: accountBillingAnswer },
  ...LOG_ROUTES,
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

function accountBillingAnswer(asked: Asked): Answer {
  const data = accountBillingData(asked.wallet, asked.walletNowMs);
  return asked.isAccountBillingInEnvelope
    ? success(data, asked.nowMs)
    : { status: 200, body: data };
}
