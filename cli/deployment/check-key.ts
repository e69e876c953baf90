import { fixedSecret } from '../../functions/adapters/aws/secret-source.ts';
import { request } from '../../functions/adapters/http/outgoing-request.ts';
import { outgoingUrl } from '../../functions/adapters/http/outgoing-url.ts';
import {
  type BalanceAnswer,
  createSmartlyqClient,
} from '../../functions/adapters/smartlyq/smartlyq-client.ts';
import { SmartlyqError } from '../../functions/adapters/smartlyq/smartlyq-error.ts';

export interface KeyReport extends BalanceAnswer {
  /** Reads beyond the balance, as far as the API told. */
  readonly rights: readonly KeyRight[];
  /** How many sub-accounts it can list; absent where there is no agency. */
  readonly subAccounts?: number;
}

export interface KeyRight {
  /** "list an agency's sub-accounts" */
  readonly what: string;
  readonly scope: string;
  readonly isGranted: boolean;
}

/** Reads that need a scope; the balance needs none. All are free of charge. */
const BILLING = {
  path: '/me/account-billing',
  scope: 'profiles:read',
  what: 'see what connected accounts cost',
} as const;
const LOGS = {
  path: '/logs',
  scope: 'logs:read',
  what: 'read what credits were spent on, for a forecast on the first day',
} as const;
const SUB_WALLETS = { scope: 'workspaces:read', what: "list an agency's sub-accounts" } as const;

const TIMEOUT_MS = 5_000;

export interface KeyCheckOptions {
  readonly baseUrl: string;
  /** Only where the base URL is not the vendor's. */
  readonly allowLoopback: boolean;
}

/**
 * Asks the API what a key may do.
 * @throws SmartlyqError when the balance cannot be read with it; its message never holds the key
 */
export async function checkKey(key: string, options: KeyCheckOptions): Promise<KeyReport> {
  const client = createSmartlyqClient({ ...options, apiKey: fixedSecret(key), clock: Date.now });
  const answer = await client.readBalance();
  const [mayBill, mayLog, listed] = await Promise.all([
    mayRead(BILLING.path, key, options),
    mayRead(LOGS.path, key, options),
    subAccountsOf(key, options),
  ]);
  const { path: _, ...billing } = BILLING;
  const { path: __, ...logs } = LOGS;
  const { isGranted: mayList, count } = listed;
  return {
    ...answer,
    rights: [
      ...(mayBill === undefined ? [] : [{ ...billing, isGranted: mayBill }]),
      ...(mayLog === undefined ? [] : [{ ...logs, isGranted: mayLog }]),
      ...(mayList === undefined ? [] : [{ ...SUB_WALLETS, isGranted: mayList }]),
    ],
    ...(count !== undefined && { subAccounts: count }),
  };
}

interface Listed {
  /** Absent: the answer says nothing about the scope. */
  readonly isGranted?: boolean;
  /** Absent: there is no agency. */
  readonly count?: number;
}

async function subAccountsOf(key: string, options: KeyCheckOptions): Promise<Listed> {
  const apiKey = fixedSecret(key);
  const client = createSmartlyqClient({ ...options, apiKey, clock: Date.now, maxAttempts: 1 });
  try {
    const { workspaces } = await client.listWorkspaces();
    return { isGranted: true, count: workspaces.length };
  } catch (error) {
    if (!(error instanceof SmartlyqError)) throw error;
    if (error.kind === 'forbidden') return { isGranted: false };
    // Allowed to ask, but the workspace has no agency.
    return error.kind === 'conflict' ? { isGranted: true } : {};
  }
}

/** undefined: the answer says nothing about the scope. */
async function mayRead(
  path: string,
  key: string,
  { baseUrl, allowLoopback }: KeyCheckOptions,
): Promise<boolean | undefined> {
  const url = outgoingUrl(baseUrl, { what: 'the SmartlyQ base URL', allowLoopback });
  url.pathname = `${url.pathname.replace(/\/+$/, '')}${path}`;
  const headers = { authorization: `Bearer ${key}`, accept: 'application/json' };
  try {
    const { status } = await request({ url, method: 'GET', headers, timeoutMs: TIMEOUT_MS });
    if (status === 403) return false;
    return status >= 200 && status <= 299 ? true : undefined;
  } catch {
    return undefined; // its error may quote the key, and the balance was read: the key is right
  }
}
