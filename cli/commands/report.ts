import { resolve } from 'node:path';
import { Argument, Command } from 'commander';
import { staleAfterMs } from '../../functions/engine/runtime.ts';
import { loadReport } from '../../functions/report/load-report.ts';
import { loadSubAccounts } from '../../functions/report/load-sub-accounts.ts';
import { renderPage } from '../../functions/report/page/render-page.ts';
import { rankWallets } from '../../functions/report/rank-wallets.ts';
import type { RankedWallet } from '../../functions/report/report-data.ts';
import { LOCAL_WALLET } from '../local/home.ts';
import type { WalletAccess } from '../opened-history.ts';
import { print } from '../output/write.ts';
import { policyFor, pollMinutesFor } from '../report/policy-for.ts';
import { writeFileWhole } from '../report/write-file.ts';
import { namedWallet } from '../sub-accounts/named-wallet.ts';
import { isAgency, noteUnnamed } from '../sub-accounts/sub-accounts-of.ts';
import { checkWallet, withWallets } from '../wallet-access.ts';

interface ReportFlags {
  readonly out?: string;
  readonly stack?: string;
}

/** `runway report`: the page that the links in alerts open, as a file. */
export function reportCommand(): Command {
  return new Command('report')
    .description('write a page of the wallet: when it runs out, its history and past forecasts')
    .addArgument(new Argument('[wallet]', 'id of the wallet').default(LOCAL_WALLET))
    .option('--out <file.html>', 'file to write (default: runway-report-<wallet>.html)')
    .option('--stack <name>', 'use the history of this deployed stack instead of the local one')
    .action(async (wallet: string, flags: ReportFlags) => {
      await withWallets(flags, (access) => writeReport(access, wallet, flags));
    });
}

async function writeReport(access: WalletAccess, id: string, { out }: ReportFlags): Promise<void> {
  await checkWallet(access, id);
  await noteUnnamed(access);
  const nowMs = access.clock();
  const { timeZone, wallets } = access;
  const pollMinutes = pollMinutesFor(access);
  const wallet = await namedWallet(access, id);
  const page = renderPage({
    nowMs,
    timeZone,
    canSnooze: false,
    wallet: await loadReport(wallet, policyFor(access, id), pollMinutes, nowMs, access),
    ...(isAgency(access, id) && {
      subAccounts: await loadSubAccounts(id, policyFor(access, id), access),
    }),
    ...(wallets.length > 1 && { ranking: await ranking(access, id, pollMinutes, nowMs) }),
  });
  const path = out ?? `runway-report-${id.replaceAll('/', '-')}.html`;
  writeFileWhole(path, page);
  print(`${resolve(path)}\n`);
}

async function ranking(
  access: WalletAccess,
  shownId: string,
  pollMinutes: number,
  nowMs: number,
): Promise<RankedWallet[]> {
  const policy = (id: string) => policyFor(access, id);
  const ranked = await rankWallets(access.wallets, policy, nowMs, access.store);
  return ranked.map(({ id, name, latest }) => ({
    name,
    latest,
    staleAfterMs: staleAfterMs(pollMinutes),
    isShown: id === shownId,
  }));
}
