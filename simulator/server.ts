import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Answer, BalanceShape } from './answers.ts';
import { control } from './control.ts';
import { type DateStyle, withSpacedDates } from './date-style.ts';
import { createFaultQueue, type Fault } from './faults.ts';
import { type ApiKey, identify } from './keys.ts';
import { createRateLimiter, type RateLimitState } from './rate-limit.ts';
import { readJson } from './read-json.ts';
import { refuse } from './refusals.ts';
import { route } from './routes.ts';
import { type SendingFault, send, sendSpoiled } from './send.ts';
import type { SimulatedWallet } from './wallet.ts';
import { createWebhooks, type SentDelivery, type Webhooks } from './webhooks.ts';
import type { SimulatedWorkspace } from './workspaces.ts';

export interface SimulatorOptions {
  /** The wallet of every key that names no other. */
  readonly wallet: SimulatedWallet;
  /** The vendor's clock, epoch milliseconds: timestamps and the rate limit. */
  readonly clock: () => number;
  /** The wallet's time, where it runs at another speed. @default clock */
  readonly walletClock?: () => number;
  /** @default 0, any free port; always on 127.0.0.1 */
  readonly port?: number;
  /** The keys accepted. @default every well-formed `sqk_live_…` or `sqk_test_…` */
  readonly apiKeys?: readonly ApiKey[];
  /** Sub-accounts; read at every request, so that it may grow and shrink. @default the workspace has no agency */
  readonly workspaces?: readonly SimulatedWorkspace[];
  /** @default "current" */
  readonly shape?: BalanceShape;
  /** The vendor documents `GET /me/account-billing` without the envelope; true serves it in one. @default false */
  readonly isAccountBillingInEnvelope?: boolean;
  /** Dates in `data` as "2026-03-01 15:30:00", as some of the vendor's examples have them. @default "iso" */
  readonly dates?: DateStyle;
  /** Webhooks may be registered on this machine, by http too. @default false, as at the vendor */
  readonly allowLoopbackWebhooks?: boolean;
  /** Requests a minute. @default 60, the vendor's lowest limit */
  readonly ratePerMinute?: number;
  /** Told of each request once it is decided; never sees a key. */
  readonly onRequest?: (served: ServedRequest) => void;
}

export interface ServedRequest {
  readonly method: string;
  readonly path: string;
  /** The status, or the fault that took its place: "reset", "slow" … */
  readonly outcome: string;
}

export interface Simulator {
  /** What SMARTLYQ_BASE_URL takes: "http://127.0.0.1:PORT/v1". */
  readonly url: string;
  /** "http://127.0.0.1:PORT/_control". */
  readonly controlUrl: string;
  readonly wallet: SimulatedWallet;
  readonly webhooks: Webhooks;
  /** Sends the webhooks that are due at the clock's time; nothing else sends them. */
  deliverDue(): Promise<SentDelivery[]>;
  /** The next `times` accepted requests meet this fault. @default 1; Infinity until cleared */
  failNext(fault: Fault, times?: number): void;
  clearFaults(): void;
  /** Ends open connections too. */
  close(): Promise<void>;
}

/** Serves the vendor's API on loopback. Rejects with the system's error where the port is taken. */
export async function startSimulator(options: SimulatorOptions): Promise<Simulator> {
  const { wallet, clock, walletClock = clock, shape = 'current', onRequest } = options;
  const limiter = createRateLimiter(options.ratePerMinute ?? 60);
  const faults = createFaultQueue();
  const webhooks = createWebhooks({ allowLoopback: options.allowLoopbackWebhooks ?? false });
  const closing = new AbortController();

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = (request.url ?? '/').split('?', 1)[0] ?? '/';
    if (path.startsWith('/_control/')) {
      const steered = { wallet, walletNowMs: walletClock(), faults };
      return send(response, await control(request, path, steered));
    }
    const { answer, spoiledBy } = await decide(request, path, response);
    const outcome = spoiledBy?.kind ?? String(answer.status);
    onRequest?.({ method: request.method ?? '', path, outcome });
    if (spoiledBy) return sendSpoiled(response, answer, spoiledBy, closing.signal);
    send(response, answer);
  }

  /** In the vendor's order: who calls, how often, and only then what for. */
  async function decide(
    request: IncomingMessage,
    path: string,
    response: ServerResponse,
  ): Promise<Decision> {
    const nowMs = clock();
    const caller = identify(request.headers.authorization, options.apiKeys);
    if (!caller.accepted) {
      const message = 'Missing or malformed Authorization header, or unknown API key';
      return { answer: refuse({ status: 401, code: caller.code, message }, nowMs) };
    }
    const rate = limiter(caller.allowance, nowMs);
    setRateHeaders(response, rate);
    if (!rate.allowed) {
      const retryAfterSeconds = Math.max(1, Math.ceil((rate.resetAtMs - nowMs) / 1000));
      return { answer: refuse({ status: 429, retryAfterSeconds }, nowMs) };
    }
    const called = caller.key.wallet ?? wallet;
    const log = ({ status }: Answer) =>
      called.logRequest({
        atMs: walletClock(),
        method: request.method ?? '',
        endpoint: path,
        activityType: null,
        status,
        cost: 0,
        keyId: caller.key.id ?? 1,
        isTest: caller.allowance === 'test',
      });
    const fault = faults.take();
    if (fault?.kind === 'status') {
      const balance = Number(wallet.balanceAt(walletClock()));
      const refused = refuse({ balance, ...fault }, nowMs);
      log(refused);
      return { answer: refused };
    }
    const answer = path.startsWith('/v1/')
      ? await route(
          {
            method: request.method ?? '',
            path: path.slice('/v1'.length),
            query: new URL(request.url ?? '/', 'http://127.0.0.1').searchParams,
            body: () => readJson(request),
            key: caller.key,
          },
          {
            wallet,
            shape,
            isAccountBillingInEnvelope: options.isAccountBillingInEnvelope ?? false,
            workspaces: options.workspaces,
            webhooks,
            nowMs,
            walletNowMs: walletClock(),
          },
        )
      : refuse({ status: 404 }, nowMs);
    log(answer);
    const dated = options.dates === 'spaced' ? withSpacedDates(answer) : answer;
    return fault ? { answer: dated, spoiledBy: fault } : { answer: dated };
  }

  function deliverDue(): Promise<SentDelivery[]> {
    const nowMs = clock();
    for (const event of wallet.takeEvents(walletClock())) webhooks.emit(event, nowMs);
    for (const { id, wallet: theirs } of options.workspaces ?? []) {
      for (const event of theirs.takeEvents(walletClock())) {
        const data = { ...event.data, profile_id: id, profile_workspace_id: id };
        webhooks.emit({ ...event, data }, nowMs);
      }
    }
    return webhooks.deliverDue(nowMs);
  }

  const server = createServer((request, response) => {
    // What fails here is a caller gone in the middle of an answer, or the close of the server.
    serve(request, response).catch(() => response.destroy());
  });
  server.listen(options.port ?? 0, '127.0.0.1');
  await once(server, 'listening');
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  return {
    url: `${origin}/v1`,
    controlUrl: `${origin}/_control`,
    wallet,
    webhooks,
    deliverDue,
    failNext: (fault, times = 1) => faults.add(fault, times),
    clearFaults: () => faults.clear(),
    close() {
      closing.abort();
      return new Promise((resolve) => {
        // Closing twice is no error.
        server.close(() => resolve());
        server.closeAllConnections();
      });
    },
  };
}

interface Decision {
  readonly answer: Answer;
  readonly spoiledBy?: SendingFault;
}

function setRateHeaders(response: ServerResponse, rate: RateLimitState): void {
  response.setHeader('X-RateLimit-Limit', rate.limit);
  response.setHeader('X-RateLimit-Remaining', rate.remaining);
  response.setHeader('X-RateLimit-Reset', Math.ceil(rate.resetAtMs / 1000));
}
