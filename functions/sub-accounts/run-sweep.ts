import type { SmartlyqError } from '../adapters/smartlyq/smartlyq-error.ts';
import {
  inventoryAfter,
  isPresent,
  isSameInventory,
  type SubAccount,
} from '../core/agency/sub-account.ts';
import { isSweepDue, newSweepState, type SweepState } from '../core/agency/sweep.ts';
import { leaseTerm } from '../core/alert/lease.ts';
import { publishLeftovers } from '../engine/decide-and-publish.ts';
import { newRun } from '../engine/run.ts';
import { type AgencyDeps, newSubAccountRun } from './agency.ts';
import { commitReadings } from './commit-readings.ts';
import { deliverBatch, gatherGroup } from './deliver-batch.ts';
import { type RunReadings, readSweep } from './read-sweep.ts';

/** No read begins after this share of a run's time: what was read is to be recorded in the rest. */
const READING_SHARE = 0.5;
/** Nor is anything of earlier runs sent after this share: a channel that hangs must not keep a run from reading. */
const SENDING_SHARE = 0.25;

export interface SweepReport {
  readonly ended: RunReadings['ended'] | 'waiting';
  readonly read: number;
  readonly failed: number;
  /** Members of the message that left. */
  readonly told: number;
}

/**
 * One run over an agency's sub-accounts, once a minute: reads as many as the shared allowance permits, decides on
 * each, and at the end of a sweep sends what is not urgent as one message.
 * @returns undefined: there was nothing to do, or another run is at it
 * @throws SmartlyqError when the vendor refused all of them; what was read before stands
 */
export async function runSweep(deps: AgencyDeps): Promise<SweepReport | undefined> {
  const { sweeps, wallet, clock, timeoutMs, pollMinutes, log } = deps;
  const startMs = clock();
  const { sweep: before = newSweepState(startMs), version } = await sweeps.load(wallet.id);
  const isDue = isSweepDue(before, pollMinutes, startMs);
  const isIdle = !isDue && before.undelivered.length === 0 && before.group === undefined;
  const { leaseMs, deadlineMs, sharedClock } = newRun(deps);
  const term = leaseTerm(sharedClock(), leaseMs);
  if (isIdle || before.leaseUntilMs > term.fromMs) return undefined;
  const leased = { ...before, leaseUntilMs: term.untilMs };
  if (!(await sweeps.save(wallet.id, leased, version))) return undefined;

  const owned = { sweep: leased, version: version + 1 };
  const inventory = await sweeps.inventory(wallet.id);
  await finishGroup(owned, deps, deadlineMs);
  const sendUntilMs = isDue ? startMs + timeoutMs * SENDING_SHARE : deadlineMs;
  await sendUndelivered(owned, inventory, deps, sendUntilMs, deadlineMs);
  const report = isDue
    ? await goOn(owned, inventory, deps, startMs + timeoutMs * READING_SHARE, deadlineMs)
    : { ended: 'waiting' as const, read: 0, failed: 0, told: 0 };
  await keep(owned, { leaseUntilMs: 0 }, deps);
  const { fault, ...facts } = report;
  log.info('sub-accounts', { wallet: wallet.id, ...facts });
  // A fresh deployment waits for its setup, it does not fail.
  if (fault !== undefined && fault.kind !== 'key-missing') throw fault;
  return facts;
}

/** The sweep as this run, which holds its lease, last wrote it. */
interface Owned {
  sweep: SweepState;
  version: number;
}

/** Thrown when somebody else wrote under our lease: whoever that was goes on. */
export class LostRoundError extends Error {
  override readonly name = 'LostRoundError';
}

async function keep(owned: Owned, change: Partial<SweepState>, deps: AgencyDeps): Promise<void> {
  owned.sweep = { ...owned.sweep, ...change };
  if (!(await deps.sweeps.save(deps.wallet.id, owned.sweep, owned.version))) {
    throw new LostRoundError(`${deps.wallet.id}: another run has taken over the sub-accounts`);
  }
  owned.version += 1;
}

/** A group that an earlier run froze goes out before anything new is decided. */
async function finishGroup(owned: Owned, deps: AgencyDeps, deadlineMs: number): Promise<void> {
  const { group, ...rest } = owned.sweep;
  if (group === undefined) return;
  await deliverBatch(group, deps, deadlineMs);
  owned.sweep = rest;
}

async function sendUndelivered(
  owned: Owned,
  inventory: readonly SubAccount[],
  deps: AgencyDeps,
  untilMs: number,
  deadlineMs: number,
): Promise<void> {
  const { undelivered } = owned.sweep;
  const still: string[] = [];
  let tried = 0;
  for (const id of undelivered) {
    if (deps.clock() > untilMs) break;
    tried += 1;
    const name = inventory.find((one) => one.id === id)?.name ?? id;
    const run = newSubAccountRun(deps, { id, name }, deadlineMs);
    const loaded = await deps.store.load(run.wallet.id, deps.clock() - run.recentMs);
    if (await publishLeftovers(loaded, run)) still.push(id);
  }
  // Who had no turn comes first the next time.
  owned.sweep = { ...owned.sweep, undelivered: [...undelivered.slice(tried), ...still] };
}

/** Goes on with the sweep, or begins one. */
async function goOn(
  owned: Owned,
  inventory: readonly SubAccount[],
  deps: AgencyDeps,
  readUntilMs: number,
  deadlineMs: number,
): Promise<SweepReport & { readonly fault?: SmartlyqError }> {
  const { wallet, sweeps, clock } = deps;
  const isNewSweep = owned.sweep.afterId === undefined;
  const beganMs = clock();
  const seen = await readSweep({
    ...deps,
    cursor: owned.sweep,
    ...(!isNewSweep && { listed: inventory.filter(isPresent) }),
    deadlineMs: readUntilMs,
  });
  const listed = isNewSweep && seen.workspaces ? seen.workspaces : undefined;
  const members = listed ? inventoryAfter(inventory, listed, clock()) : inventory;
  const after = await commitReadings(
    seen,
    { ...owned.sweep, inventory: members },
    deps,
    deadlineMs,
  );
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
  const told =
    seen.ended === 'sweep' ? await finishSweep(owned, after.inventory, deps, deadlineMs) : 0;
  const { ended, readings, failed, fault } = seen;
  const counted = { ended, read: readings.length, failed: failed.length, told };
  return { ...counted, ...(fault && { fault }) };
}

/** Freezes what waits, and sends it. @returns how many alerts it was */
async function finishSweep(
  owned: Owned,
  inventory: readonly SubAccount[],
  deps: AgencyDeps,
  deadlineMs: number,
): Promise<number> {
  const subAccounts = owned.sweep.waiting.map(
    (id) => inventory.find((one) => one.id === id) ?? { id, name: id },
  );
  const { heldUntilMs: held, ...rest } = owned.sweep;
  const { group, waiting, heldUntilMs } = await gatherGroup(subAccounts, held, deps);
  owned.sweep = { ...rest, waiting, ...(heldUntilMs !== undefined && { heldUntilMs }) };
  if (group === undefined) return 0;
  await keep(owned, { group }, deps);
  await finishGroup(owned, deps, deadlineMs);
  return group.members.length;
}
