import type { MuteRequestedResult } from '../../functions/core/decide/mute-requested.ts';
import { print } from '../output/write.ts';
import { announcementAhead, type MutesRequested, muteNow, muteRow } from './mutes.ts';

const ANNOUNCED: Readonly<Record<MuteRequestedResult['kind'], string>> = {
  paused: 'the pause',
  resumed: 'that alerts are on again',
  snoozed: 'the snooze',
};

export interface Answer {
  readonly wallet: string;
  /** What was done, one sentence without its full stop. */
  readonly done: string;
  /** As the table has it afterwards. */
  readonly requested: MutesRequested;
  /** Why the next poll has nothing to announce, to be read after "nothing". */
  readonly unlessAnnounced: string;
  readonly isJson: boolean;
  /** By the history's clock. */
  readonly nowMs: number;
}

/** Says what was done, and what the next poll will announce of it. */
export function answer({ wallet, done, requested, unlessAnnounced, isJson, nowMs }: Answer): void {
  const ahead = announcementAhead(requested, nowMs);
  if (isJson) {
    const row = {
      wallet,
      mute: muteRow(muteNow(requested, nowMs)),
      nextPollAnnounces: ahead ?? null,
    };
    print(`${JSON.stringify(row, null, 2)}\n`);
    return;
  }
  const next = ahead === undefined ? `nothing${unlessAnnounced}` : ANNOUNCED[ahead];
  print(`${done}. The next poll announces ${next}.\n`);
}
