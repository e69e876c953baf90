import type { SmartlyqError } from '../adapters/smartlyq/smartlyq-error.ts';
import {
  isPresent,
  isSameRoster,
  rosterAfter,
  type SubAccount,
} from '../core/agency/sub-account.ts';
import { isLapDue, newRound, type Round } from '../core/agency/sweep.ts';
import { publishLeftovers } from '../engine/decide-and-publish.ts';
import { runOf } from '../engine/run.ts';
import { type AgencyDeps, runOfSubWallet } from './agency.ts';
import { commitReadings } from './commit-readings.ts';
import { gatherGroup, tellGroup } from './deliver-batch.ts';
import { type RunReadings, readRound } from './read-sweep.ts';

/** No read begins after this share of a run's time: what was read is to be recorded in the rest. */
const READING_SHARE = 0.5;
/** Nor is anything of earlier runs sent after this share: a channel that hangs must not keep a run from reading. */
const SENDING_SHARE = 0.25;

export interface RoundReport {
  readonly ended: RunReadings['ended'] | 'waiting';
  readonly read: number;
  readonly failed: number;
  /** Members of the message that left. */
  readonly told: number;
}

/**
 * One run over an agency's sub-accounts, once a minute: reads as many as the shared allowance permits, decides on
 * each, and at the end of a lap sends what is not urgent as one message.
 * @returns undefined: there was nothing to do, or another run is at it
 * @throws SmartlyqError when the vendor refused all of them; what was read before stands
 */
export async function runRound(deps: AgencyDeps): Promise<RoundReport | undefined> {
  const { rounds, wallet, clock, timeoutMs, pollMinutes, log } = deps;
  const startMs = clock();
  const { round: before = newRound(startMs), version } = await rounds.load(wallet.id);
  const isDue = isLapDue(before, pollMinutes, startMs);
  const isIdle = !isDue && before.undelivered.length === 0 && before.group === undefined;
  if (isIdle || before.leaseUntilMs > startMs) return undefined;
  const { leaseMs, deadlineMs } = runOf(deps);
  const leased = { ...before, leaseUntilMs: startMs + leaseMs };
  if (!(await rounds.save(wallet.id, leased, version))) return undefined;

  const owned = { round: leased, version: version + 1 };
  const roster = await rounds.roster(wallet.id);
  await finishGroup(owned, deps, deadlineMs);
  const sendUntilMs = isDue ? startMs + timeoutMs * SENDING_SHARE : deadlineMs;
  await sendUndelivered(owned, roster, deps, sendUntilMs, deadlineMs);
  const report = isDue
    ? await goOn(owned, roster, deps, startMs + timeoutMs * READING_SHARE, deadlineMs)
    : { ended: 'waiting' as const, read: 0, failed: 0, told: 0 };
  await keep(owned, { leaseUntilMs: 0 }, deps);
  const { fault, ...facts } = report;
  log.info('sub-wallets', { wallet: wallet.id, ...facts });
  // A fresh deployment waits for its setup, it does not fail.
  if (fault !== undefined && fault.kind !== 'key-missing') throw fault;
  return facts;
}

/** The round as this run, which holds its lease, last wrote it. */
interface Owned {
  round: Round;
  version: number;
}

/** Thrown when somebody else wrote under our lease: whoever that was goes on. */
export class LostRoundError extends Error {
  override readonly name = 'LostRoundError';
}

async function keep(owned: Owned, change: Partial<Round>, deps: AgencyDeps): Promise<void> {
  owned.round = { ...owned.round, ...change };
  if (!(await deps.rounds.save(deps.wallet.id, owned.round, owned.version))) {
    throw new LostRoundError(`${deps.wallet.id}: another run has taken over the sub-wallets`);
  }
  owned.version += 1;
}

/** A group that an earlier run froze goes out before anything new is decided. */
async function finishGroup(owned: Owned, deps: AgencyDeps, deadlineMs: number): Promise<void> {
  const { group, ...rest } = owned.round;
  if (group === undefined) return;
  await tellGroup(group, deps, deadlineMs);
  owned.round = rest;
}

async function sendUndelivered(
  owned: Owned,
  roster: readonly SubAccount[],
  deps: AgencyDeps,
  untilMs: number,
  deadlineMs: number,
): Promise<void> {
  const { undelivered } = owned.round;
  const still: string[] = [];
  let tried = 0;
  for (const id of undelivered) {
    if (deps.clock() > untilMs) break;
    tried += 1;
    const name = roster.find((one) => one.id === id)?.name ?? id;
    const run = runOfSubWallet(deps, { id, name }, deadlineMs);
    const loaded = await deps.store.load(run.wallet.id, deps.clock() - run.recentMs);
    if (await publishLeftovers(loaded, run)) still.push(id);
  }
  // Who had no turn comes first the next time.
  owned.round = { ...owned.round, undelivered: [...undelivered.slice(tried), ...still] };
}

/** Goes on with the lap, or begins one. */
async function goOn(
  owned: Owned,
  roster: readonly SubAccount[],
  deps: AgencyDeps,
  readUntilMs: number,
  deadlineMs: number,
): Promise<RoundReport & { readonly fault?: SmartlyqError }> {
  const { wallet, rounds, clock } = deps;
  const isNewLap = owned.round.afterId === undefined;
  const beganMs = clock();
  const seen = await readRound({
    ...deps,
    cursor: owned.round,
    ...(!isNewLap && { listed: roster.filter(isPresent) }),
    deadlineMs: readUntilMs,
  });
  const listed = isNewLap && seen.workspaces ? seen.workspaces : undefined;
  const members = listed ? rosterAfter(roster, listed, clock()) : roster;
  const after = await commitReadings(seen, { ...owned.round, roster: members }, deps, deadlineMs);
  if (!isSameRoster(after.roster, roster)) {
    await rounds.putRoster(wallet.id, after.roster);
  }
  // What may be over in a minute is tried again in a minute, and not when the next lap would be due.
  const hasBegun = isNewLap && (seen.workspaces !== undefined || seen.fault?.retryable === false);
  const { afterId: _, fault: __, notBeforeMs: ___, ...rest } = owned.round;
  const hasAnswered = listed !== undefined || seen.readings.length > 0;
  owned.round = {
    ...rest,
    ...seen.cursor,
    ...(hasBegun && { lapStartedMs: beganMs }),
    ...(hasAnswered && { answeredAtMs: clock() }),
    ...(seen.fault && { fault: seen.fault.message }),
    undelivered: after.undelivered,
    waiting: after.waiting,
  };
  const told = seen.ended === 'lap' ? await endLap(owned, after.roster, deps, deadlineMs) : 0;
  const { ended, readings, failed, fault } = seen;
  const counted = { ended, read: readings.length, failed: failed.length, told };
  return { ...counted, ...(fault && { fault }) };
}

/** Freezes what waits, and sends it. @returns how many alerts it was */
async function endLap(
  owned: Owned,
  roster: readonly SubAccount[],
  deps: AgencyDeps,
  deadlineMs: number,
): Promise<number> {
  const subAccounts = owned.round.waiting.map(
    (id) => roster.find((one) => one.id === id) ?? { id, name: id },
  );
  const { heldUntilMs: held, ...rest } = owned.round;
  const { group, waiting, heldUntilMs } = await gatherGroup(subAccounts, held, deps);
  owned.round = { ...rest, waiting, ...(heldUntilMs !== undefined && { heldUntilMs }) };
  if (group === undefined) return 0;
  await keep(owned, { group }, deps);
  await finishGroup(owned, deps, deadlineMs);
  return group.members.length;
}
