import { request } from '../../functions/adapters/outgoing-request.ts';
import { outgoingUrl } from '../../functions/adapters/outgoing-url.ts';
import { fixedSecret } from '../../functions/adapters/secret-source.ts';
import {
  type BalanceAnswer,
  createSmartlyqClient,
} from '../../functions/adapters/smartlyq-client.ts';

export interface KeyReport extends BalanceAnswer {
  /** Reads beyond the balance, as far as the API told. */
  readonly rights: readonly KeyRight[];
}

export interface KeyRight {
  /** "list an agency's sub-wallets" */
  readonly what: string;
  readonly scope: string;
  readonly isGranted: boolean;
}

/** Reads that need a scope; the balance needs none. All are free of charge. */
const SCOPED_READS = [
  { path: '/me/account-billing', scope: 'profiles:read', what: 'see what connected accounts cost' },
  { path: '/workspaces', scope: 'workspaces:read', what: "list an agency's sub-wallets" },
] as const;

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
  const rights = await Promise.all(
    SCOPED_READS.map(async ({ path, ...right }) => {
      const isGranted = await mayRead(path, key, options);
      return isGranted === undefined ? [] : [{ ...right, isGranted }];
    }),
  );
  return { ...answer, rights: rights.flat() };
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
    // 409: allowed to ask, but the workspace has no agency.
    return (status >= 200 && status <= 299) || status === 409 ? true : undefined;
  } catch {
    return undefined; // its error may quote the key, and the balance was read: the key is right
  }
}
