import { Argument, Command } from 'commander';
import { LOCAL_WALLET } from '../local/home.ts';
import { note, print } from '../output/write.ts';
import { isAgency } from '../sub-wallets/sub-wallets-of.ts';
import { checkWallet, type WalletAccess, withWallets } from '../wallet-access.ts';
import { whoAsks } from './who-asks.ts';

interface PauseFlags {
  readonly by?: string;
  readonly stack?: string;
}

/** `runway pause` and `runway resume`: the same switch, in its two positions. */
export function pauseSwitch(name: 'pause' | 'resume', description: string): Command {
  return new Command(name)
    .description(description)
    .addArgument(new Argument('[wallet]', 'its id').default(LOCAL_WALLET))
    .option('--by <name>', 'who asks (default: the user of this machine)')
    .option('--stack <name>', 'the deployed stack of this name instead of the local store')
    .action(async (wallet: string, flags: PauseFlags) => {
      await withWallets(flags, (access) => setPause(access, wallet, name === 'pause', flags.by));
    });
}

async function setPause(
  access: WalletAccess,
  wallet: string,
  isPaused: boolean,
  typed: string | undefined,
): Promise<void> {
  await checkWallet(access, wallet);
  const nowMs = Date.now();
  const { pause } = await access.store.load(wallet, nowMs);
  if ((pause?.isPaused ?? false) === isPaused) {
    note(`${wallet} is ${isPaused ? 'paused' : 'not paused'} already`);
    return;
  }
  const by = whoAsks(typed);
  await access.store.putPause(wallet, { isPaused, setAtMs: nowMs, ...(by !== '' && { by }) });
  // A pause reaches down: the sub-wallets' own runs ask for it.
  const who = isAgency(access, wallet) ? `${wallet} and its sub-wallets are` : `${wallet} is`;
  print(
    isPaused
      ? `${who} paused: readings go on, alerts do not; the next poll tells everybody\n`
      : `${who} watched again: the next poll tells everybody, and what is due by now\n`,
  );
}
