import { Argument, Command } from 'commander';
import { subAccountParts } from '../../functions/core/agency/sub-account.ts';
import { localDayAndTime } from '../../functions/core/text/local-time.ts';
import { CommandError } from '../command-error.ts';
import { LOCAL_WALLET } from '../local/home.ts';
import type { WalletAccess } from '../opened-history.ts';
import { isAgency } from '../sub-accounts/sub-accounts-of.ts';
import { checkWallet, withWallets } from '../wallet-access.ts';
import { answer } from './answer.ts';
import { type MutesRequested, muteNow, mutesRequested, requesterName } from './mutes.ts';

interface PauseFlags {
  readonly by?: string;
  readonly json?: true;
  readonly stack?: string;
}

/** `runway pause` and `runway resume`. */
export function pauseSwitch(name: 'pause' | 'resume', description: string): Command {
  return new Command(name)
    .description(description)
    .addArgument(new Argument('[wallet]', 'id of the wallet').default(LOCAL_WALLET))
    .option('--by <name>', 'your name (default: the user of this machine)')
    .option('--json', 'print what mutes the wallet now, and what the next poll announces, as JSON')
    .option('--stack <name>', 'use the history of this deployed stack instead of the local one')
    .action(async (wallet: string, flags: PauseFlags) => {
      await withWallets(flags, async (access) => {
        await checkWallet(access, wallet);
        await (name === 'pause' ? pause : resume)(access, wallet, flags);
      });
    });
}

async function pause(access: WalletAccess, wallet: string, flags: PauseFlags): Promise<void> {
  const nowMs = access.clock();
  const { ownPause } = await mutesRequested(access, wallet, nowMs);
  const isAlready = ownPause?.isPaused === true;
  if (!isAlready) {
    await access.store.putPause(wallet, { isPaused: true, setAtMs: nowMs, ...byOf(flags) });
  }
  const requested = await mutesRequested(access, wallet, nowMs);
  answer({
    wallet,
    done: `${whom(access, wallet)} paused${isAlready ? ' already' : ''}: readings go on, no alerts are sent until \`resume ${wallet}\``,
    requested,
    unlessAnnounced: ': that it is paused was announced before',
    isJson: flags.json === true,
    nowMs,
  });
}

/** Ends a pause and a snooze; an agency's pause is the agency's to end. */
async function resume(access: WalletAccess, wallet: string, flags: PauseFlags): Promise<void> {
  const nowMs = access.clock();
  const before = await mutesRequested(access, wallet, nowMs);
  const ended: string[] = [];
  const by = byOf(flags);
  if (before.ownPause?.isPaused) {
    await access.store.putPause(wallet, { isPaused: false, setAtMs: nowMs, ...by });
    ended.push('the pause');
  }
  const { snooze } = before.mutes;
  const mute = snooze && muteNow({ ...before, mutes: { snooze } }, nowMs);
  if (snooze && mute && (await access.snoozes.end(wallet, snooze, { atMs: nowMs, ...by }))) {
    ended.push(`the snooze until ${localDayAndTime(snooze.untilMs, access.timeZone)}`);
  }
  const requested = await mutesRequested(access, wallet, nowMs);
  refuseAgencys(requested, wallet, ended);
  const done =
    ended.length === 0
      ? `${wallet} is not muted: there was no pause and no snooze to end`
      : `${whom(access, wallet)} watched again: ended ${ended.join(' and ')}`;
  const unlessAnnounced = ended.length === 0 ? '' : ': nobody had been told of it yet';
  answer({ wallet, done, requested, unlessAnnounced, isJson: flags.json === true, nowMs });
}

/** @throws CommandError where the agency's pause goes on muting the sub-account */
function refuseAgencys({ mutes }: MutesRequested, wallet: string, ended: readonly string[]): void {
  if (!mutes.pause?.isPaused) return;
  const parent = subAccountParts(wallet)?.parent ?? wallet;
  const own = ended.length === 0 ? '' : ` Ended: ${ended.join(' and ')}.`;
  throw new CommandError(
    `${wallet} stays muted, because ${parent} is paused and its pause covers its sub-accounts.${own} Run \`resume ${parent}\``,
  );
}

function byOf({ by }: PauseFlags): { by?: string } {
  const who = requesterName(by);
  return who === '' ? {} : { by: who };
}

/** A pause reaches down: the sub-accounts' own runs ask for it. */
function whom(access: WalletAccess, wallet: string): string {
  return isAgency(access, wallet) ? `${wallet} and its sub-accounts are` : `${wallet} is`;
}
