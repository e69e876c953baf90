import { SmartlyqError } from '../../functions/adapters/smartlyq/smartlyq-error.ts';
import type { WalletStore } from '../../functions/adapters/table/wallet-store.ts';
import type { SendOutcome } from '../../functions/core/alert/delivery.ts';
import type { Message } from '../../functions/core/wording/message.ts';
import type { Channel } from '../../functions/engine/channels.ts';
import type { PollRuntime } from '../../functions/poll/poll-runtime.ts';

/** What a poll does to its table. */
export const STORE_CALLS = [
  'load',
  'putReading',
  'putDay',
  'saveState',
  'recordAttempts',
  'readAlert',
] as const;
/** What a poll does about an event. */
export const EVENT_CALLS = ['readEvent', 'markEventDone'] as const;
export type StoreCall = (typeof STORE_CALLS)[number] | (typeof EVENT_CALLS)[number];

/**
 * `fails`: nothing was done. `unanswered`: it was done, and the answer was lost.
 * `retried`: it was done, its answer was lost, and the SDK tried again: a conditional write now fails.
 */
export type StoreFault = 'fails' | 'unanswered' | 'retried';
export const STORE_FAULTS: readonly StoreFault[] = ['fails', 'unanswered', 'retried'];

export type VendorFault = 'unavailable' | 'rate-limited' | 'bad-answer' | 'unauthorized' | 'slow';
export const VENDOR_FAULTS: readonly VendorFault[] = [
  'unavailable',
  'rate-limited',
  'bad-answer',
  'unauthorized',
  'slow',
];

/** `unanswered`: it arrived and nobody said so. `vanished`: the same, but it did not arrive. `throttled`: 429. */
export type ChannelFault = 'fails' | 'unanswered' | 'vanished' | 'throttled' | 'refused';
export const CHANNEL_FAULTS: readonly ChannelFault[] = [
  'fails',
  'unanswered',
  'vanished',
  'throttled',
  'refused',
];

/** What goes wrong in one invocation. */
export interface Plan {
  /** The process dies before (even) or after (odd) its n-th I/O. */
  readonly crashAt?: number;
  readonly store?: Partial<Record<StoreCall, StoreFault>>;
  readonly vendor?: VendorFault;
  readonly channels?: Readonly<Record<string, ChannelFault>>;
}

/** One message that reached a channel. */
export interface Arrival {
  readonly channel: string;
  readonly id: string;
  readonly kind: string;
  readonly isMarked: boolean;
  readonly atMs: number;
  /** Something went wrong in the invocation that sent it. */
  readonly isOfFaultyRun: boolean;
  readonly event: Readonly<Record<string, unknown>>;
}

/** What came out at the other end. */
export interface Mail {
  readonly inbox: Arrival[];
  /** Alerts that a channel will never take: "<channel> <id>". */
  readonly refused: Set<string>;
}

/** Thrown by every I/O of an invocation that has died. */
export class Crash extends Error {
  override readonly name = 'Crash';
}

export interface Injected {
  readonly deps: PollRuntime;
  /** Boundaries that were passed: twice the number of I/Os, unless it died. */
  readonly boundaries: () => number;
}

/** The same dependencies, with the plan's faults put between the poll and each of them. */
export function inject(deps: PollRuntime, plan: Plan, time: { ms: number }, mail: Mail): Injected {
  let passed = 0;
  let isDead = false;
  const boundary = () => {
    if (passed === plan.crashAt) isDead = true;
    if (isDead) throw new Crash(`at boundary ${passed}`);
    passed += 1;
  };
  async function io<T>(call: () => Promise<T>): Promise<T> {
    boundary();
    const answer = await call();
    boundary();
    return answer;
  }

  function faulty<Args extends unknown[], T>(
    name: StoreCall,
    method: (...args: Args) => Promise<T>,
  ): (...args: Args) => Promise<T> {
    const fault = plan.store?.[name];
    return (...args) =>
      io(async () => {
        if (fault === 'fails') throw new Error(`${name} failed`);
        const answer = await method(...args);
        if (fault === 'unanswered') throw new Error(`${name} was not answered`);
        return fault === 'retried' && name === 'saveState' ? (false as T) : answer;
      });
  }

  const store = new Proxy(deps.store, {
    get(target, name: keyof WalletStore) {
      const method = target[name] as (...args: unknown[]) => Promise<unknown>;
      const call = STORE_CALLS.find((one) => one === name);
      return call === undefined ? method : faulty(call, method);
    },
  });
  const events = deps.events && {
    ...deps.events,
    read: faulty('readEvent', deps.events.read),
    markDone: faulty('markEventDone', deps.events.markDone),
  };

  const vendor: PollRuntime['vendor'] = {
    ...deps.vendor,
    readBalance: () =>
      io(async () => {
        const fault = plan.vendor;
        if (fault === 'slow') time.ms += 19_000;
        else if (fault !== undefined) throw new SmartlyqError(fault, `the vendor: ${fault}`);
        return deps.vendor.readBalance();
      }),
  };

  const channel = (real: Channel): Channel => ({
    ...real,
    send: (message, maySend) => io(() => send(real, message, maySend)),
  });
  async function send(
    real: Channel,
    message: Message,
    maySend: () => boolean,
  ): Promise<SendOutcome> {
    const fault = plan.channels?.[real.name];
    if (fault === 'fails') return { state: 'failed', reason: '503', arrived: 'no' };
    if (fault === 'vanished') return { state: 'failed', reason: 'timeout', arrived: 'unknown' };
    if (fault === 'refused') {
      mail.refused.add(`${real.name} ${String(message.event.id)}`);
      return { state: 'refused', reason: '404 no_service' };
    }
    if (fault === 'throttled') {
      return { state: 'failed', reason: '429', arrived: 'no', retryAfterMs: 30_000 };
    }
    const outcome = await real.send(message, maySend);
    if (outcome.state !== 'accepted') throw new Error(`${real.name}: ${JSON.stringify(outcome)}`);
    mail.inbox.push({
      channel: real.name,
      id: String(message.event.id),
      kind: message.attributes.kind,
      isMarked: message.event.possibleRepeat === true,
      atMs: time.ms,
      isOfFaultyRun: isFaulty(plan),
      event: message.event,
    });
    return fault === 'unanswered'
      ? { state: 'failed', reason: 'the answer was lost', arrived: 'unknown' }
      : outcome;
  }

  return {
    deps: {
      ...deps,
      store,
      events,
      vendor,
      channels: deps.channels.map(channel),
      clock: () => time.ms,
    },
    boundaries: () => passed,
  };
}

export function isFaulty(plan: Plan): boolean {
  return Object.values(plan).some((fault) => fault !== undefined);
}
