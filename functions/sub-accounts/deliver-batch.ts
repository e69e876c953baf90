import { type SubAccount, subAccountId } from '../core/agency/sub-account.ts';
import type { AlertFacts, BatchMember } from '../core/alert/alert.ts';
import { type Group, MAX_MEMBERS, membersOf, ranked } from '../core/alert/batch.ts';
import { alertId } from '../core/alert/outbox.ts';
import { makeAlert } from '../core/decide/make-alert.ts';
import { holdUntil } from '../core/decide/quiet-hours.ts';
import type { Routing } from '../core/decide/route.ts';
import { recordUnsent } from '../engine/deliver.ts';
import type { Announcement } from '../engine/observe.ts';
import { runStages } from '../engine/stages.ts';
import type { AgencyRun } from './agency.ts';

const MAX_TRIES = 5;

export interface Gathered {
  /** Absent where nothing waits any more, or quiet hours hold all of it. */
  readonly group?: Group;
  /** Sub-accounts that wait on: held, or too many for one message. */
  readonly waiting: readonly string[];
  /** Quiet hours hold it until then, epoch milliseconds. */
  readonly heldUntilMs?: number;
}

/**
 * What waits in the sub-accounts' outboxes, to be notified as one message; the most urgent, where that is too much for one.
 * @param heldUntilMs quiet hours have held it before, until then: others that begin meanwhile do not hold it again
 */
export async function gatherBatch(
  subAccounts: readonly Pick<SubAccount, 'id' | 'name'>[],
  heldUntilMs: number | undefined,
  run: AgencyRun,
): Promise<Gathered> {
  const { store, wallet, policy, clock } = run;
  const found: BatchMember[] = [];
  for (const { id, name } of subAccounts) {
    const subAccount = { id: subAccountId(wallet.id, id), name };
    const { state } = await store.load(subAccount.id, clock());
    found.push(...membersOf(subAccount, state?.outbox ?? []));
  }
  const notIn = (members: readonly BatchMember[]) => {
    const left = found.filter((one) => !members.includes(one)).map((one) => one.wallet.id);
    return subAccounts
      .map(({ id }) => id)
      .filter((id) => left.includes(subAccountId(wallet.id, id)));
  };
  if (found.length === 0) return { waiting: [] };
  const atMs = clock();
  // Messages that a channel does not take stand in the same item of the table, one beside the other.
  const room = MAX_MEMBERS - (await membersBeingDelivered(run));
  if (room <= 0) return { waiting: notIn([]) };
  const group = { atMs, members: ranked(found).slice(0, room) };
  const { kind, reason, facts } = batchAnnouncement(group);
  const endsMs = holdUntil(makeAlert(kind, reason, facts, atMs), policy, atMs);
  const untilMs = endsMs === undefined ? undefined : (heldUntilMs ?? endsMs);
  if (untilMs === undefined || untilMs <= atMs) return { group, waiting: notIn(group.members) };
  return { waiting: notIn([]), heldUntilMs: untilMs };
}

async function membersBeingDelivered({ store, wallet }: AgencyRun): Promise<number> {
  const { outbox = [] } = (await store.peek(wallet.id)) ?? {};
  return outbox.reduce((sum, { alert }) => sum + (alert.facts.members?.length ?? 0), 0);
}

/**
 * Sends a frozen group over the agency's own outbox, and takes its members out of theirs. Done again after a crash,
 * it does what is left: the message's id is the group's time, and who was taken out already stays so. Where a channel
 * has still to take it, the agency's own polls go on trying.
 */
export async function deliverBatch(group: Group, agency: AgencyRun): Promise<void> {
  const { wallet, store, clock, recentMs } = agency;
  const announcement = batchAnnouncement(group);
  const id = alertId({ atMs: group.atMs, kind: announcement.kind });
  // Quiet hours have had their say when it was gathered.
  const routing: Routing = (alert, context, nowMs) =>
    alert.kind === announcement.kind ? 'send' : agency.routing(alert, context, nowMs);
  const loaded = await store.load(wallet.id, clock() - recentMs);
  const isPosted =
    loaded.state?.outbox.some((entry) => entry.id === id) ||
    (await store.readAlert(wallet.id, id)) !== undefined;
  if (!isPosted) {
    // Its self-checks are for the agency's own poll.
    const checks = { mutes: {}, otherWallets: [], channels: [], missingAfterMs: 0 };
    const observation = { atMs: group.atMs, announcement };
    await runStages(observation, loaded, { ...agency, routing }, checks);
  }
  for (const subAccount of new Set(group.members.map((member) => member.wallet.id))) {
    const ids = group.members.flatMap((one) => (one.wallet.id === subAccount ? one.entryId : []));
    await removeBatched(subAccount, ids, `notified in the message ${id} of ${wallet.id}`, agency);
  }
}

function batchAnnouncement({ members }: Group): Required<Announcement> {
  const wallets = new Set(members.map(({ wallet }) => wallet.id)).size;
  const nearest = members[0]?.alert.facts;
  const facts: AlertFacts = {
    burnPerDay: 0,
    forecastState: nearest?.forecastState ?? 'learning',
    runwayDays: nearest?.runwayDays ?? null,
    members,
  };
  const reason = `${wallets} sub-account${wallets === 1 ? ' has' : 's have'} something to tell`;
  return { kind: 'sub-accounts', reason, facts };
}

/** The agency's message has them now: recorded with each, and not sent by itself any more. */
async function removeBatched(
  subAccount: string,
  ids: readonly string[],
  reason: string,
  run: AgencyRun,
): Promise<void> {
  for (let tries = 1; tries <= MAX_TRIES; tries++) {
    const { state, version } = await run.store.load(subAccount, run.clock());
    const taken = state?.outbox.filter(({ id }) => ids.includes(id)) ?? [];
    if (state === undefined || taken.length === 0) return;
    const outbox = state.outbox.filter((entry) => !taken.includes(entry));
    for (const entry of taken) await recordUnsent(subAccount, entry, 'batched', reason, run);
    if (await run.store.saveState(subAccount, { ...state, outbox }, version)) return;
  }
}
