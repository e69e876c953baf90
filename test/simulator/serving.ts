import { afterEach } from 'vitest';
import { dailyRhythm } from '../../simulator/daily-rhythm.ts';
import { type Simulator, type SimulatorOptions, startSimulator } from '../../simulator/server.ts';
import { createSimulatedWallet } from '../../simulator/wallet.ts';

export const START_MS = Date.UTC(2026, 10, 2);
export const KEY = 'sqk_live_0123456789abcdef';

const running: Simulator[] = [];
afterEach(async () => {
  await Promise.all(running.splice(0).map((simulator) => simulator.close()));
});

/** A simulator with 100 credits that spends nothing and stands still at START_MS, unless told otherwise. */
export async function serve(options: Partial<SimulatorOptions> = {}): Promise<Simulator> {
  const spend = dailyRhythm({ perDay: 0, seed: 1 });
  const simulator = await startSimulator({
    wallet: createSimulatedWallet({ startMs: START_MS, balance: 100, currency: 'USD', spend }),
    clock: () => START_MS,
    ...options,
  });
  running.push(simulator);
  return simulator;
}

/** `null` sends no key. */
export function getBalance({ url }: Simulator, key: string | null = KEY): Promise<Response> {
  const headers: Record<string, string> = key === null ? {} : { authorization: `Bearer ${key}` };
  return fetch(`${url}/me/balance`, { headers, redirect: 'manual' });
}

/** A JSON body as the tests look into it; its shape is checked where it matters. */
export interface JsonBody {
  readonly data: Readonly<Record<string, unknown>>;
  readonly error: { readonly code: string; readonly message: string; readonly details: object };
  readonly meta: { readonly request_id: string; readonly timestamp: string };
}

export async function bodyOf(response: Response): Promise<JsonBody> {
  return (await response.json()) as JsonBody;
}

export async function dataOf(simulator: Simulator): Promise<JsonBody['data']> {
  return (await bodyOf(await getBalance(simulator))).data;
}
