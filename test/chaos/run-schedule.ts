import { signatureOf } from '../../simulator/webhooks.ts';
import { type Deployment, WEBHOOK_SECRET } from './deployment.ts';
import { brokenInvariants, lateRepeats } from './invariants.ts';
import type { Ended, Plan } from './sandboxes.ts';
import { CALM, type Schedule, type Tick } from './schedule.ts';

/** How much faster than the real one the clock runs where things go wrong: time limits are seconds there. */
const SPEED = 20;
const RETRY_AFTER_MS = [60_000, 120_000];

export interface Tally {
  invocations: number;
  killed: number;
  frozen: number;
  /** Unmarked repeats in the one moment that is left. */
  readonly late: number;
  readonly broken: readonly string[];
}

export async function runSchedule(schedule: Schedule, deployment: Deployment): Promise<Tally> {
  const { clock, functions } = deployment;
  const { startMs, balance, perDay } = schedule;
  clock.set(startMs, SPEED);
  const { world, ledger } = await deployment.enter({ startMs, balance, perDay });
  const tally = { invocations: 0, killed: 0, frozen: 0 };
  let frozen: (() => Promise<Ended>)[] = [];
  const broken: string[] = [];

  async function poll(plan: Plan, event: unknown = { wallet: 'main' }): Promise<Ended> {
    tally.invocations += 1;
    return counted(await functions.poll.invoke(event, plan));
  }
  /** The vendor pushes an event until it is acknowledged, at most twice. */
  async function push({ receipt, poll: plan }: NonNullable<Tick['event']>): Promise<void> {
    const polls: Promise<Ended>[] = [];
    deployment.onInvoke = (event) => void polls.push(poll(plan, event));
    const id = `evt_${clock.now()}`;
    for (const one of [receipt, CALM]) {
      tally.invocations += 1;
      const ended = counted(await functions.webhook.invoke(balanceLow(id, clock.now()), one));
      if (ended.state === 'answered') break;
    }
    await Promise.all(polls);
  }
  function counted(ended: Ended): Ended {
    if (ended.state === 'killed') tally.killed += 1;
    if (ended.state === 'frozen') {
      tally.frozen += 1;
      frozen.push(ended.thaw);
    }
    return ended;
  }
  async function thaw(): Promise<void> {
    const thawed = frozen;
    frozen = [];
    await Promise.all(thawed.map(async (one) => counted(await one())));
  }

  async function run(tick: Tick): Promise<Ended[]> {
    clock.set(tick.atMs);
    if (tick.topUp !== undefined) world.simulator.wallet.topUp(tick.atMs, tick.topUp);
    if (tick.thaw === 'before') await thaw();
    const beside = tick.thaw === 'beside' ? thaw() : undefined;
    const pushed = tick.event && push(tick.event);
    let ended = await Promise.all(tick.plans.map((plan) => poll(plan)));
    await Promise.all([beside, pushed]);
    if (tick.thaw === 'after') await thaw();
    for (const [at, plan] of tick.retries.entries()) {
      if (ended.every(({ state }) => state === 'answered' || state === 'frozen')) break;
      clock.set(Math.max(clock.now(), tick.atMs) + (RETRY_AFTER_MS[at] ?? 0));
      ended = [await poll(plan)];
    }
    return ended;
  }

  for (const tick of schedule.ticks) await run(tick);
  for (const [at, tick] of schedule.calm.entries()) {
    clock.set(tick.atMs, 1);
    while (frozen.length > 0) await thaw();
    const [ended] = await run(tick);
    if (at < 2 && ended?.state !== 'answered') {
      broken.push(`calm poll ${at + 1} ${JSON.stringify(ended)}`);
    }
  }
  broken.push(...(await brokenInvariants(world, ledger, clock.now())));
  return { ...tally, late: lateRepeats(ledger), broken };
}

/** As a Function URL hands it to the webhook. */
function balanceLow(id: string, nowMs: number): object {
  const created_at = new Date(nowMs).toISOString();
  const body = JSON.stringify({ id, event: 'balance.low', created_at, data: { balance: 10 } });
  return {
    requestContext: { http: { method: 'POST' } },
    rawPath: '/main',
    headers: { 'x-smartlyq-signature': signatureOf(body, WEBHOOK_SECRET, nowMs) },
    body,
    isBase64Encoded: false,
  };
}
