import { Argument, Command, Option } from 'commander';
import type { RecordedAlert } from '../../functions/adapters/table/alert-items.ts';
import { DAY_MS } from '../../functions/core/ledger/durations.ts';
import { localDayAndTime } from '../../functions/core/text/local-time.ts';
import { type AlertRow, alertRows } from '../alerts/alert-row.ts';
import { alertStory } from '../alerts/alert-story.ts';
import { LOCAL_WALLET } from '../local/home.ts';
import type { WalletAccess } from '../opened-history.ts';
import { note, print } from '../output/write.ts';
import { namedWallet } from '../sub-accounts/named-wallet.ts';
import { since } from '../time-arguments.ts';
import { checkWallet, withWallets } from '../wallet-access.ts';

interface AlertsFlags {
  readonly since: number;
  readonly json?: true;
  readonly stack?: string;
}

/** `runway alerts`: what was decided, why, and how each channel answered. */
export function alertsCommand(): Command {
  return new Command('alerts')
    .description('show the alerts of a wallet, why each was sent, and how each channel answered')
    .addArgument(new Argument('[wallet]', 'id of the wallet').default(LOCAL_WALLET))
    .addOption(
      new Option('--since <time>', 'start here: an age (90m, 24h, 30d), or a date or time in UTC')
        .argParser((text) => since(text))
        .default(Date.now() - 30 * DAY_MS, '30d'),
    )
    .option('--json', 'print a JSON array, amounts with every digit')
    .option('--stack <name>', 'use the history of this deployed stack instead of the local one')
    .action(async (wallet: string, flags: AlertsFlags) => {
      await withWallets(flags, (access) => showAlerts(access, wallet, flags));
    });
}

async function showAlerts(
  access: WalletAccess,
  wallet: string,
  { since: sinceMs, json }: AlertsFlags,
): Promise<void> {
  await checkWallet(access, wallet);
  const rows = await alertsSince(access, wallet, sinceMs);
  if (json === true) {
    print(`${JSON.stringify(rows, null, 2)}\n`);
    return;
  }
  const named = await namedWallet(access, wallet);
  const { timeZone } = access;
  if (rows.length === 0) {
    note(`no alerts of ${wallet} since ${localDayAndTime(sinceMs, timeZone)} (${timeZone})`);
    return;
  }
  const stories = rows.map((row) => alertStory(row, named, timeZone));
  print([`Times are ${timeZone}.\n`, ...stories].join('\n'));
}

/** Alerts are few: a wallet in trouble has a handful a week. */
async function alertsSince(
  { store, clock }: WalletAccess,
  wallet: string,
  sinceMs: number,
): Promise<AlertRow[]> {
  const endMs = Math.max(sinceMs, clock() + DAY_MS);
  const recorded: RecordedAlert[] = [];
  for await (const alert of store.alerts(wallet, sinceMs, endMs)) recorded.push(alert);
  const { state } = await store.load(wallet, endMs);
  const outbox = (state?.outbox ?? []).filter(({ alert }) => alert.atMs >= sinceMs);
  return alertRows(recorded, outbox);
}
