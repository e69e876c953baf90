import type { VendorEventName } from '../../functions/core/vendor/vendor-event.ts';
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
  const driven: Promise<void>[] = [];
  if (schedule.hasNoCard) {
    world.simulator.wallet.setAutoRecharge(startMs, { enabled: true, cardOnFile: false });
  }

  async function poll(plan: Plan, event: unknown = { wallet: 'main' }): Promise<Ended> {
    tally.invocations += 1;
    return counted(await functions.poll.invoke(event, plan));
  }
  /** As Lambda does with what was queued: twice more where it fails. What never answers waits for the next poll. */
  async function drive(event: unknown, plan: Plan): Promise<void> {
    for (const one of [plan, CALM, CALM]) {
      const { state } = await poll(one, event);
      if (state === 'answered' || state === 'frozen') return;
    }
  }
  /** The vendor pushes an event until it is acknowledged, at most twice. */
  async function push({ name, receipt, poll: plan }: NonNullable<Tick['event']>): Promise<void> {
    const plans = [plan];
    deployment.onInvoke = (event) => void driven.push(drive(event, plans.pop() ?? CALM));
    const atMs = clock.now();
    for (const one of [receipt, CALM]) {
      tally.invocations += 1;
      const delivery = deliveryOf(name, atMs, clock.now());
      const ended = counted(await functions.webhook.invoke(delivery, one));
      if (ended.state !== 'answered') continue;
      if (Object(ended.answer).statusCode === 200) ledger.acknowledged.set(idOf(atMs), name);
      break;
    }
    await settleDriven();
  }
  async function settleDriven(): Promise<void> {
    while (driven.length > 0) await driven.shift();
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
    await settleDriven();
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

function idOf(atMs: number): string {
  return `evt_${atMs}`;
}

/** As a Function URL hands it to the webhook. */
function deliveryOf(event: VendorEventName, atMs: number, nowMs: number): object {
  const created_at = new Date(atMs).toISOString();
  const data = { balance: 10, period: created_at.slice(0, 7) };
  const body = JSON.stringify({ id: idOf(atMs), event, created_at, data });
  return {
    requestContext: { http: { method: 'POST' } },
    rawPath: '/main',
    headers: { 'x-smartlyq-signature': signatureOf(body, WEBHOOK_SECRET, nowMs) },
    body,
    isBase64Encoded: false,
  };
}
