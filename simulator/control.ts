import type { IncomingMessage } from 'node:http';
import * as v from 'valibot';
import type { Answer } from './answers.ts';
import { type FaultQueue, faultSchema } from './faults.ts';
import { readJson } from './read-json.ts';
import type { SimulatedWallet } from './wallet.ts';

const times = v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(1_000_000)), 1);
const topUpSchema = v.strictObject({
  amount: v.pipe(v.number(), v.gtValue(0), v.maxValue(1_000_000_000)),
});

/** What the control paths steer. */
export interface Controlled {
  readonly wallet: SimulatedWallet;
  /** The wallet's own time now, epoch milliseconds. */
  readonly walletNowMs: number;
  readonly faults: FaultQueue;
}

/** Answers `/_control/…`: not the vendor's, and not in the vendor's envelope. */
export async function control(
  request: IncomingMessage,
  path: string,
  to: Controlled,
): Promise<Answer> {
  const call = `${request.method} ${path}`;
  try {
    if (call === 'POST /_control/top-up') {
      const { amount } = v.parse(topUpSchema, await readJson(request));
      to.wallet.topUp(to.walletNowMs, amount);
      return done(to);
    }
    if (call === 'POST /_control/fault') {
      const { times: asked, ...fault } = v.parse(v.looseObject({}), await readJson(request));
      to.faults.add(v.parse(faultSchema, fault), v.parse(times, asked));
      return done(to);
    }
    if (call === 'DELETE /_control/fault') {
      to.faults.clear();
      return done(to);
    }
  } catch (error) {
    if (error instanceof v.ValiError || error instanceof SyntaxError) {
      return { status: 400, body: { error: error.message } };
    }
    throw error;
  }
  return { status: 404, body: { error: `no such control: ${call}` } };
}

function done({ wallet, walletNowMs, faults }: Controlled): Answer {
  const waiting = faults.waiting();
  return {
    status: 200,
    body: { balance: wallet.balanceAt(walletNowMs), faultsWaiting: waiting },
  };
}
