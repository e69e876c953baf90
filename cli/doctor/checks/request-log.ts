import {
  createWalletStore,
  type WalletStore,
} from '../../../functions/adapters/table/wallet-store.ts';
import { BACKLOG_DAYS, pendingDates } from '../../../functions/core/attribution/log-backlog.ts';
import { type Finding, ok, wrong } from '../finding.ts';
import type { Patient } from '../patient.ts';

/** Each wallet's request log has been read, and fits its balance. */
export async function checkRequestLog({
  settings,
  stack,
  aws,
  nowMs,
}: Patient): Promise<Finding[]> {
  const store = createWalletStore(aws.dynamodb, stack.table);
  const findings: Finding[] = [];
  for (const { id } of settings.wallets) findings.push(await checkWallet(id, store, nowMs));
  return findings;
}

async function checkWallet(wallet: string, store: WalletStore, nowMs: number): Promise<Finding> {
  const what = `request log of ${wallet}`;
  const { state } = await store.load(wallet, nowMs);
  const log = state?.series?.log;
  if (log === undefined) return ok(what, 'not read yet: the next poll begins');
  if (log.isContradicted) {
    return wrong(
      what,
      'it contradicts the balance, so it is not used: it says more than three times what the balance fell by, or spend while the balance stood',
      'see whether the key belongs to the workspace whose wallet it reads',
    );
  }
  if (log.refusedOn !== undefined) {
    return ok(
      what,
      `not read since ${log.refusedOn}: the key lacks the scope logs:read, which alerts do not need`,
    );
  }
  const pending = pendingDates(log).length;
  if (pending > 0) {
    return ok(
      what,
      `${BACKLOG_DAYS - pending} of ${BACKLOG_DAYS} days are read; polls read on, or at once with backfill`,
    );
  }
  const ratio = log.ratio === undefined ? '; it is not known yet what a dollar of it is worth' : '';
  return ok(what, `read up to ${log.lastDate}${ratio}`);
}
