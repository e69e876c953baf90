import type { Answer, BalanceShape } from './answers.ts';
import type { ApiKey } from './keys.ts';
import type { SimulatedWallet } from './wallet.ts';
import type { Webhooks } from './webhooks.ts';
import type { SimulatedWorkspace } from './workspaces.ts';

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
