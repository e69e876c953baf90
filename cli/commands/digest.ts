import { Command, Option } from 'commander';
import { periodEnding } from '../../functions/core/digest/digest-period.ts';
import { watchCost } from '../../functions/core/digest/watch-cost.ts';
import { renderDigest } from '../../functions/core/wording/digest.ts';
import { loadDigests } from '../../functions/digest/load-digest.ts';
import { staleAfterMs } from '../../functions/engine/runtime.ts';
import { CommandError } from '../command-error.ts';
import type { WalletAccess } from '../opened-history.ts';
import { print } from '../output/write.ts';
import { levelsFor, policyFor, pollMinutesFor } from '../report/policy-for.ts';
import { noteUnnamed } from '../sub-accounts/sub-accounts-of.ts';
import { withWallets } from '../wallet-access.ts';

interface DigestFlags {
  readonly every?: 'day' | 'week';
  readonly json?: true;
  readonly stack?: string;
}

/** `runway digest`: what the digest function would send, printed and not sent. */
export function digestCommand(): Command {
  return new Command('digest')
    .description('print the digest as it would be sent now; nothing is sent')
    .addOption(
      new Option(
        '--every <period>',
        "period of the digest (default: the settings', otherwise day)",
      ).choices(['day', 'week']),
    )
    .option('--json', 'print the JSON that subscribers of the topic get')
    .option('--stack <name>', 'use the history of this deployed stack instead of the local one')
    .action(async (flags: DigestFlags) => {
      await withWallets(flags, (access) => showDigest(access, flags));
    });
}

async function showDigest(access: WalletAccess, { every, json }: DigestFlags): Promise<void> {
  const { settings, timeZone, wallets, store, sweeps } = access;
  if (wallets.length === 0) {
    throw new CommandError('no runway.config.json here: it names the wallets of the stack');
  }
  await noteUnnamed(access);
  const pollMinutes = pollMinutesFor(access);
  const period = periodEnding(access.clock(), every ?? settings?.digest?.every ?? 'day', timeZone);
  const loaded = await loadDigests(period, {
    store,
    sweeps,
    wallets: wallets.map((one) => ({ ...one, ...subAccountsOf(access, one.id) })),
    policyOf: (id) => policyFor(access, id),
    staleAfterMs: staleAfterMs(pollMinutes),
    pollMinutes,
  });
  const polls = loaded.reduce((sum, one) => sum + one.polls, 0);
  const subAccounts = loaded.flatMap((one) => one.subAccounts ?? []);
  const alerts = [...loaded, ...subAccounts].reduce((sum, one) => sum + one.alerts, 0);
  const subReadings = subAccounts.reduce((sum, one) => sum + one.readings, 0);
  const subRuns = subAccounts.reduce((sum, one) => sum + one.runs, 0);
  const lengthMs = period.toMs - period.fromMs;
  const { mail, event } = renderDigest({
    wallets: loaded,
    levelsDays: levelsFor(access),
    period,
    timeZone,
    polls,
    subReadings,
    costDollars: watchCost({
      polls,
      subReadings,
      subRuns,
      alerts,
      alarms: 0,
      metrics: 0,
      lengthMs,
    }),
    isPossibleRepeat: false,
  });
  print(json ? `${JSON.stringify(event, null, 2)}\n` : mail);
}

function subAccountsOf({ settings }: WalletAccess, id: string) {
  const subAccounts = settings?.wallets.find((one) => one.id === id)?.subAccounts;
  return subAccounts === undefined ? {} : { subAccounts };
}
