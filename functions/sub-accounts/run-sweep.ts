import { SmartlyqError } from '../adapters/smartlyq/smartlyq-error.ts';
import type { WaitingEvent } from '../adapters/table/event-items.ts';
import {
  inventoryAfter,
  isPresent,
  isSameInventory,
  type SubAccount,
} from '../core/agency/sub-account.ts';
import { isSweepDue, newSweepState, type SweepState } from '../core/agency/sweep.ts';
import { leaseTerm } from '../core/alert/lease.ts';
import { deliverLeftovers } from '../engine/deliver.ts';
import { UndeliveredError } from '../engine/deliver-outbox.ts';
import { startRun } from '../engine/runtime.ts';
import { isWatched } from '../settings/wallet-settings.ts';
import { type AgencyRun, type AgencyRuntime, subAccountRun } from './agency.ts';
import { commitReadings } from './commit-readings.ts';
import { deliverBatch, gatherBatch } from './deliver-batch.ts';
import { pollSubAccount } from './poll-sub-account.ts';
import { type RunReadings, readSweep } from './read-sweep.ts';

/** No read begins after this share of a run's time: what was read is to be recorded in the rest. */
const READING_SHARE = 0.5;
/** Nor is anything of earlier runs sent after this share: a channel that hangs must not keep a run from reading. */
const SENDING_SHARE = 0.25;

/** Each takes a request of the shared allowance. */
const MAX_EVENTS_AT_ONCE = 3;

export interface SweepReport {
  readonly ended: RunReadings['ended'] | 'waiting';
  readonly read: number;
  readonly failed: number;
  /** Members of the message that left. */
  readonly notified: number;
}

/**
 * One run over an agency's sub-accounts, once a minute: reads as many as the shared allowance permits, decides on
 * each, and at the end of a sweep sends what is not urgent as one message.
 * @returns undefined: there was nothing to do, or another run is at it
 * @throws SmartlyqError when the vendor refused all of them; what was read before stands
 */
export async function runSweep(runtime: AgencyRuntime): Promise<SweepReport | undefined> {
  const run = startRun(runtime);
  const { sweeps, wallet, clock, timeoutMs, pollMinutes, leaseMs, deadlineMs, log } = run;
  const startMs = clock();
  const loaded = await sweeps.load(wallet.id);
  await pollWaiting(loaded.waitingEvents, run);
  const { sweep: before = newSweepState(startMs), version } = loaded;
  const isDue = isSweepDue(before, pollMinutes, startMs);
  const isIdle = !isDue && before.undelivered.length === 0 && before.group === undefined;
  const term = leaseTerm(run.sharedClock(), leaseMs);
  if (isIdle || before.leaseUntilMs > term.fromMs) return undefined;
  const leased = { ...before, leaseUntilMs: term.untilMs };
  if (!(await sweeps.save(wallet.id, leased, version))) return undefined;

  const owned = { sweep: leased, version: version + 1 };
  const inventory = await sweeps.inventory(wallet.id);
  await finishGroup(owned, run);
  const sendUntilMs = isDue ? startMs + timeoutMs * SENDING_SHARE : deadlineMs;
  await sendUndelivered(owned, inventory, run, sendUntilMs);
  const report = isDue
    ? await continueSweep(owned, inventory, run, startMs + timeoutMs * READING_SHARE)
    : { ended: 'waiting' as const, read: 0, failed: 0, notified: 0 };
  await saveSweep(owned, { leaseUntilMs: 0 }, run);
  const { fault, ...facts } = report;
  log.info('sub-accounts', { wallet: wallet.id, ...facts });
  // A fresh deployment waits for its setup, it does not fail.
  if (fault !== undefined && fault.kind !== 'key-missing') throw fault;
  return facts;
}

/** Events of sub-accounts that no run has dealt with: what fails again waits for the next minute. */
async function pollWaiting(waiting: readonly WaitingEvent[], run: AgencyRun): Promise<void> {
  const { events, wallet, watched, clock, log } = run;
  if (events === undefined) return;
  for (const one of waiting.slice(0, MAX_EVENTS_AT_ONCE)) {
    const { id, subAccount } = one;
    if (subAccount === undefined) continue;
    try {
      if (isWatched({ subAccounts: watched }, subAccount)) {
        await pollSubAccount(subAccount, one, events, run);
      } else {
        await events.markDone(wallet.id, one, clock());
      }
    } catch (error) {
      if (!(error instanceof SmartlyqError || error instanceof UndeliveredError)) throw error;
      log.warn('an event waits on', { wallet: wallet.id, id, error: error.message });
    }
  }
}

/** The sweep as this run, which holds its lease, last wrote it. */
interface Owned {
  sweep: SweepState;
  version: number;
}

/** Thrown when somebody else wrote under our lease: whoever that was goes on. */
export class LostSweepError extends Error {
  override readonly name = 'LostSweepError';
}

async function saveSweep(owned: Owned, change: Partial<SweepState>, run: AgencyRun): Promise<void> {
  owned.sweep = { ...owned.sweep, ...change };
  if (!(await run.sweeps.save(run.wallet.id, owned.sweep, owned.version))) {
    throw new LostSweepError(`${run.wallet.id}: another run has taken over the sub-accounts`);
  }
  owned.version += 1;
}

/** A group that an earlier run froze goes out before anything new is decided. */
async function finishGroup(owned: Owned, run: AgencyRun): Promise<void> {
  const { group, ...rest } = owned.sweep;
  if (group === undefined) return;
  await deliverBatch(group, run);
  owned.sweep = rest;
}

async function sendUndelivered(
  owned: Owned,
  inventory: readonly SubAccount[],
  run: AgencyRun,
  untilMs: number,
): Promise<void> {
  const { undelivered } = owned.sweep;
  const still: string[] = [];
  let tried = 0;
  for (const id of undelivered) {
    if (run.clock() > untilMs) break;
    tried += 1;
    const name = inventory.find((one) => one.id === id)?.name ?? id;
    const own = subAccountRun(run, { id, name });
    const loaded = await run.store.load(own.wallet.id, run.clock() - own.recentMs);
    if (await deliverLeftovers(loaded, own)) still.push(id);
  }
  // Who had no turn comes first the next time.
  owned.sweep = { ...owned.sweep, undelivered: [...undelivered.slice(tried), ...still] };
}

/** Goes on with the sweep, or begins one. */
async function continueSweep(
  owned: Owned,
  inventory: readonly SubAccount[],
  run: AgencyRun,
  readUntilMs: number,
): Promise<SweepReport & { readonly fault?: SmartlyqError }> {
  const { wallet, sweeps, clock } = run;
  const isNewSweep = owned.sweep.afterId === undefined;
  const beganMs = clock();
  const seen = await readSweep({
    ...run,
    cursor: owned.sweep,
    listed: isNewSweep ? undefined : inventory.filter(isPresent),
    readUntilMs,
  });
  const listed = isNewSweep && seen.workspaces ? seen.workspaces : undefined;
  const members = listed ? inventoryAfter(inventory, listed, clock()) : inventory;
  const after = await commitReadings(seen, { ...owned.sweep, inventory: members }, run);
  if (!isSameInventory(after.inventory, inventory)) {
    await sweeps.putInventory(wallet.id, after.inventory);
  }
  // What may be over in a minute is tried again in a minute, and not when the next sweep would be due.
  const hasBegun = isNewSweep && (seen.workspaces !== undefined || seen.fault?.retryable === false);
  const { afterId: _, fault: __, notBeforeMs: ___, ...rest } = owned.sweep;
  const hasAnswered = listed !== undefined || seen.readings.length > 0;
  owned.sweep = {
    ...rest,
    ...seen.cursor,
    ...(hasBegun && { sweepStartedMs: beganMs }),
    ...(hasAnswered && { answeredAtMs: clock() }),
    ...(seen.fault && { fault: seen.fault.message }),
    undelivered: after.undelivered,
    waiting: after.waiting,
  };
  const notified = seen.ended === 'sweep' ? await finishSweep(owned, after.inventory, run) : 0;
  const { ended, readings, failed, fault } = seen;
  const counted = { ended, read: readings.length, failed: failed.length, notified };
  return { ...counted, ...(fault && { fault }) };
}

/** Freezes what waits, and sends it. @returns how many alerts it was */
async function finishSweep(
  owned: Owned,
  inventory: readonly SubAccount[],
  run: AgencyRun,
): Promise<number> {
  const subAccounts = owned.sweep.waiting.map(
    (id) => inventory.find((one) => one.id === id) ?? { id, name: id },
  );
  const { heldUntilMs: held, ...rest } = owned.sweep;
  const { group, waiting, heldUntilMs } = await gatherBatch(subAccounts, held, run);
  owned.sweep = { ...rest, waiting, ...(heldUntilMs !== undefined && { heldUntilMs }) };
  if (group === undefined) return 0;
  await saveSweep(owned, { group }, run);
  await finishGroup(owned, run);
  return group.members.length;
}
