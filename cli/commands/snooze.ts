import { Argument, Command, Option } from 'commander';
import { requestSnooze } from '../../functions/core/decide/request-snooze.ts';
import { localDayAndTime } from '../../functions/core/text/local-time.ts';
import { CommandError } from '../command-error.ts';
import { LOCAL_WALLET } from '../local/home.ts';
import { answer } from '../mute/answer.ts';
import { mutesRequested, requesterName } from '../mute/mutes.ts';
import type { WalletAccess } from '../opened-history.ts';
import { durationBetween } from '../time-arguments.ts';
import { checkWallet, withWallets } from '../wallet-access.ts';

interface SnoozeFlags {
  readonly for: number;
  readonly reason: string;
  readonly by?: string;
  readonly json?: true;
  readonly stack?: string;
}

const NOTE = `
All recipients are notified. The snooze ends if things get worse, or when you run resume.
It never mutes an empty wallet, a rejected key or missing data.`;

/** `runway snooze`: no more of what is known, for a while. */
export function snoozeCommand(): Command {
  return new Command('snooze')
    .description('mute the alerts you already know about, for at most 72 hours')
    .addArgument(new Argument('[wallet]', 'id of the wallet').default(LOCAL_WALLET))
    .addOption(
      new Option('--for <time>', 'how long, such as 90m, 24h or 3d')
        .argParser(durationBetween('1m', '72h'))
        .makeOptionMandatory(),
    )
    .requiredOption('--reason <text>', 'why; all recipients of alerts see it')
    .option('--by <name>', 'your name (default: the user of this machine)')
    .option('--json', 'print what mutes the wallet now, and what the next poll announces, as JSON')
    .option('--stack <name>', 'use the history of this deployed stack instead of the local one')
    .addHelpText('after', NOTE)
    .action(async (wallet: string, flags: SnoozeFlags) => {
      await withWallets(flags, (access) => snooze(access, wallet, flags));
    });
}

async function snooze(access: WalletAccess, wallet: string, flags: SnoozeFlags): Promise<void> {
  await checkWallet(access, wallet);
  const nowMs = access.clock();
  const { state } = await access.store.load(wallet, nowMs);
  const wanted = { untilMs: nowMs + flags.for, reason: flags.reason, by: requesterName(flags.by) };
  const request = requestSnooze(wanted, state?.memory, nowMs);
  if (typeof request === 'string') throw new CommandError(`not snoozed: --reason must say why`);
  await access.snoozes.write(wallet, request);
  const requested = await mutesRequested(access, wallet, nowMs);
  const until = localDayAndTime(request.untilMs, access.timeZone);
  const isPaused = requested.mutes.pause?.isPaused === true;
  answer({
    wallet,
    done: `${wallet} is snoozed until ${until}${isPaused ? ', and paused: `resume` ends both' : ''}`,
    requested,
    unlessAnnounced: isPaused
      ? ' of it while the wallet is paused'
      : ': no alert is open that it could mute, and the next alert ends it',
    isJson: flags.json === true,
    nowMs,
  });
}
