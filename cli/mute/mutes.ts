import { userInfo } from 'node:os';
import { subAccountParts } from '../../functions/core/agency/sub-account.ts';
import { type Mute, muteOf, snoozeForPoll } from '../../functions/core/decide/current-mute.ts';
import { inForce, type Mutes, type Pause } from '../../functions/core/decide/mute-decision.ts';
import {
  type MuteRequestedResult,
  muteRequestedRule,
} from '../../functions/core/decide/mute-requested.ts';
import { newState, type WalletState } from '../../functions/core/state/wallet-state.ts';
import { cleanName } from '../../functions/core/text/clean-name.ts';
import { localDayAndTime } from '../../functions/core/text/local-time.ts';
import type { WalletAccess } from '../opened-history.ts';

/** What people have asked for, as the table has it now: no poll need have seen it. */
export interface MutesRequested {
  readonly mutes: Mutes;
  /** The wallet's own pause, without its agency's. */
  readonly ownPause: Pause | undefined;
  readonly state: WalletState | undefined;
}

export async function mutesRequested(
  { store, snoozes }: Pick<WalletAccess, 'store' | 'snoozes'>,
  wallet: string,
  nowMs: number,
): Promise<MutesRequested> {
  const agency = subAccountParts(wallet)?.parent;
  const [{ state, pause: ownPause }, snooze, agencys] = await Promise.all([
    store.load(wallet, nowMs),
    snoozes.read(wallet),
    agency === undefined ? undefined : store.load(agency, nowMs),
  ]);
  const pause = inForce(ownPause, agencys?.pause);
  const mutes = { snooze, pause };
  return { mutes, ownPause, state };
}

export function muteNow({ mutes, state }: MutesRequested, nowMs: number): Mute | undefined {
  return muteOf(mutes, state, nowMs);
}

/** What the next poll will announce, by the poll's own rule; undefined: nothing. */
export function announcementAhead(
  { mutes: { snooze, pause }, state }: MutesRequested,
  nowMs: number,
): MuteRequestedResult['kind'] | undefined {
  const { watch } = state ?? newState(nowMs);
  const taken = snoozeForPoll(snooze, state);
  const mutes = { snooze: taken, pause };
  return muteRequestedRule(mutes, watch, nowMs).outcomes[0]?.kind;
}

/** "Wed 25 Nov 12:00 by Ana (the invoice is on its way)", to be read after "Muted until". */
export function muteText(mute: Mute, timeZone: string): string {
  const { setAtMs, untilMs, by, reason, endsWithNextAlert } = mute;
  const who = by === undefined ? '' : ` by ${cleanName(by, 60)}`;
  if (untilMs === undefined) {
    return `somebody resumes it; paused${who} ${localDayAndTime(setAtMs, timeZone)}`;
  }
  const why = reason === undefined ? '' : ` (${cleanName(reason, 200)})`;
  const end = endsWithNextAlert
    ? '; no alert was open, so the next one is sent and ends it'
    : '; worse news is still sent';
  return `${localDayAndTime(untilMs, timeZone)}${who}${why}${end}`;
}

/** For machines; times are ISO, UTC. */
export function muteRow(mute: Mute | undefined): object | null {
  if (mute === undefined) return null;
  const { setAtMs, untilMs, ...rest } = mute;
  const time = (atMs: number) => new Date(atMs).toISOString();
  return { ...rest, setAt: time(setAtMs), until: untilMs === undefined ? null : time(untilMs) };
}

/** Who is told to have asked: the name that was typed, or the one that the machine knows. */
export function requesterName(typed: string | undefined): string {
  if (typed !== undefined && typed.trim() !== '') return typed;
  try {
    return userInfo().username;
  } catch {
    return ''; // a container's user may have no name
  }
}
