import type { SnoozeStore } from '../adapters/table/snooze-item.ts';
import type { SweepStore } from '../adapters/table/sweep-items.ts';
import type { WalletStore } from '../adapters/table/wallet-store.ts';
import type { LinkVerifier } from '../adapters/web/signed-links.ts';
import { subAccountParts } from '../core/agency/sub-account.ts';
import { requestSnooze, type SnoozeFault } from '../core/decide/request-snooze.ts';
import type { Policy } from '../core/state/policy.ts';
import { cleanName } from '../core/text/clean-name.ts';
import { EVERY_WALLET, type LinkClaims } from '../core/wording/links.ts';
import type { Log } from '../engine/log.ts';
import { staleAfterMs } from '../engine/runtime.ts';
import { isKnownWallet } from '../settings/wallet-settings.ts';
import { backTo, notAccepted, type PageAnswer, REFUSAL, shown } from './answers.ts';
import { countSubAccounts } from './count-sub-accounts.ts';
import { loadReport } from './load-report.ts';
import { loadSubAccounts } from './load-sub-accounts.ts';
import { renderPage } from './page/render-page.ts';
import { rankWallets, type WalletToRank } from './rank-wallets.ts';
import type { RankedWallet, SubAccountsReport } from './report-data.ts';

export interface PageRequest {
  /** "GET", "HEAD", "POST"; anything else is refused. */
  readonly method: string;
  /** As the browser named it; part of what a link signs. */
  readonly host: string;
  /** The query's `t`. */
  readonly token: string;
  /** The posted form. */
  readonly body: string;
}

export interface ServeDeps {
  readonly links: LinkVerifier;
  readonly store: WalletStore;
  readonly snoozes: SnoozeStore;
  readonly sweeps: Pick<SweepStore, 'load' | 'inventory'>;
  readonly wallets: readonly ReportWallet[];
  readonly policyOf: (wallet: string) => Policy;
  readonly pollMinutes: number;
  readonly clock: () => number;
  readonly log: Log;
}

export interface ReportWallet {
  readonly id: string;
  readonly name: string;
  /** Of an agency: which sub-accounts are watched. */
  readonly subAccounts?: 'all' | readonly string[];
}

/** A reason, a name and a moment are far below. */
const MAX_BODY_CHARACTERS = 4_096;

const FAULTS: Readonly<Record<SnoozeFault, string>> = {
  'no-reason': 'Say why: others will want to know. Go back and fill in the reason.',
  over: 'The moment on that button has passed. Open the link again for new ones.',
  'too-long':
    'At most three days of quiet can be asked for. Open the link again and take one of its buttons.',
};

const ONE_AT_A_TIME =
  'It is snoozed already, and a link sets one snooze at a time. Wait until it ends, or use the command snooze.';

/** One request: looking changes nothing; only a posted form does, and only the wallet's snooze. */
export async function serveReport(request: PageRequest, deps: ServeDeps): Promise<PageAnswer> {
  const { method, host, token, body } = request;
  const nowMs = deps.clock();
  const claims = await deps.links.verify(token, host, nowMs);
  if (claims === undefined) return REFUSAL;
  if (method === 'GET' || method === 'HEAD') return look(claims, host, nowMs, deps);
  const isPost = method === 'POST' && claims.purpose === 'snooze';
  if (!isPost || body.length > MAX_BODY_CHARACTERS) return REFUSAL;
  return snooze(claims, token, new URLSearchParams(body), nowMs, deps);
}

async function look(
  claims: LinkClaims,
  host: string,
  nowMs: number,
  deps: ServeDeps,
): Promise<PageAnswer> {
  const isOfAll = claims.wallet === EVERY_WALLET;
  const ranked = isOfAll ? await rankWallets(deps.wallets, deps.policyOf, nowMs, deps.store) : [];
  const id = isOfAll ? ranked[0]?.id : claims.wallet;
  const wallet = id === undefined ? undefined : await walletNamed(id, deps);
  if (wallet === undefined) return REFUSAL; // signed once, and no longer in the settings
  const policy = deps.policyOf(wallet.id);
  const [report, subAccounts] = await Promise.all([
    loadReport(wallet, policy, deps.pollMinutes, nowMs, deps),
    wallet.subAccounts && loadSubAccounts(wallet.id, policy, deps),
  ]);
  deps.log.info('page shown', { wallet: claims.wallet, purpose: claims.purpose });
  return shown(
    renderPage({
      nowMs,
      timeZone: policy.timeZone,
      wallet: report,
      canSnooze: claims.purpose === 'snooze',
      ...(ranked.length > 1 && { ranking: await linked(ranked, claims, host, deps) }),
      ...(subAccounts && { subAccounts: await linkedSubAccounts(subAccounts, claims, host, deps) }),
    }),
  );
}

/** A wallet of the settings, or a sub-account that they have watched; undefined where they know it no more. */
async function walletNamed(
  id: string,
  { wallets, sweeps }: Pick<ServeDeps, 'wallets' | 'sweeps'>,
): Promise<ReportWallet | undefined> {
  if (!isKnownWallet({ wallets }, id)) return undefined;
  const parts = subAccountParts(id);
  if (parts === undefined) return wallets.find((one) => one.id === id);
  const inventory = await sweeps.inventory(parts.parent);
  const name = inventory.find((one) => one.id === parts.subAccount)?.name ?? '';
  return { id, name: cleanName(name) || id };
}

/** Each wallet's name leads to its own page, for as long as the link that was shown. */
async function linked(
  ranked: readonly WalletToRank[],
  { expiresAtMs }: LinkClaims,
  host: string,
  deps: ServeDeps,
): Promise<RankedWallet[]> {
  const { links, pollMinutes } = deps;
  const nowMs = deps.clock();
  const subAccounts = await countSubAccounts(deps, nowMs);
  return Promise.all(
    ranked.map(async ({ id, name, latest }, at) => {
      const claims: LinkClaims = { purpose: 'report', wallet: id, expiresAtMs };
      const token = await links.token(claims, host, nowMs);
      const said = subAccounts.get(id);
      return {
        name,
        latest,
        staleAfterMs: staleAfterMs(pollMinutes),
        isShown: at === 0,
        ...(token !== undefined && { href: `?t=${token}` }),
        subAccounts: said,
      };
    }),
  );
}

/**
 * An agency's link opens what is watched of it: with its own purpose, and for no longer than itself. Each of those
 * links opens one sub-account, neither the agency nor another.
 */
async function linkedSubAccounts(
  subAccounts: SubAccountsReport,
  { purpose, expiresAtMs }: LinkClaims,
  host: string,
  { links, clock }: ServeDeps,
): Promise<SubAccountsReport> {
  const ranked = subAccounts.ranked.map(async (one) => {
    const token = await links.token({ purpose, wallet: one.id, expiresAtMs }, host, clock());
    return { ...one, ...(token !== undefined && { href: `?t=${token}` }) };
  });
  return { ...subAccounts, ranked: await Promise.all(ranked) };
}

async function snooze(
  { wallet }: LinkClaims,
  token: string,
  form: URLSearchParams,
  nowMs: number,
  { wallets, store, snoozes, log }: ServeDeps,
): Promise<PageAnswer> {
  if (!isKnownWallet({ wallets }, wallet)) return REFUSAL;
  const { state } = await store.load(wallet, nowMs);
  const asked = requestSnooze(
    {
      untilMs: Number(form.get('until') ?? Number.NaN),
      reason: form.get('reason') ?? '',
      by: form.get('by') ?? '',
    },
    state?.memory,
    nowMs,
  );
  if (typeof asked === 'string') return notAccepted(FAULTS[asked]);
  const isNew = await snoozes.writeFirst(wallet, asked);
  // The same form again changes nothing; another one would let a link mute a wallet without end.
  const standing = isNew ? asked : await snoozes.read(wallet);
  if (standing?.untilMs !== asked.untilMs) return notAccepted(ONE_AT_A_TIME);
  log.info('snooze asked for', { wallet, until: new Date(asked.untilMs).toISOString(), isNew });
  return backTo(token);
}
