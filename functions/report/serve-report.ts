import type { LinkVerifier } from '../adapters/signed-links.ts';
import type { SnoozeStore } from '../adapters/snooze-item.ts';
import type { WalletStore } from '../adapters/wallet-store.ts';
import { EVERY_WALLET, type LinkClaims } from '../core/links.ts';
import type { Policy } from '../core/policy.ts';
import { requestSnooze, type SnoozeFault } from '../core/request-snooze.ts';
import type { Log } from '../poll/channel.ts';
import { backTo, notAccepted, type PageAnswer, REFUSAL, shown } from './answers.ts';
import { loadReport, staleAfterMs } from './load-report.ts';
import { renderPage } from './page/render-page.ts';
import { rankWallets, type StandingWallet } from './rank-wallets.ts';
import type { RankedWallet } from './report-data.ts';

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
  readonly wallets: readonly { readonly id: string; readonly name: string }[];
  readonly policyOf: (wallet: string) => Policy;
  readonly pollMinutes: number;
  readonly clock: () => number;
  readonly log: Log;
}

/** A reason, a name and a moment are far below. */
const MAX_BODY_CHARACTERS = 4_096;

const FAULTS: Readonly<Record<SnoozeFault, string>> = {
  'no-reason': 'Say why: others will want to know. Go back and fill in the reason.',
  over: 'The moment on that button has passed. Open the link again for new ones.',
  'too-long':
    'At most three days of quiet can be asked for. Open the link again and take one of its buttons.',
};

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
  const wallet = deps.wallets.find((one) => one.id === id);
  if (wallet === undefined) return REFUSAL; // signed once, and no longer in the settings
  const policy = deps.policyOf(wallet.id);
  const report = await loadReport(wallet, policy, deps.pollMinutes, nowMs, deps);
  deps.log.info('page shown', { wallet: claims.wallet, purpose: claims.purpose });
  return shown(
    renderPage({
      nowMs,
      timeZone: policy.timeZone,
      wallet: report,
      canSnooze: claims.purpose === 'snooze',
      ...(ranked.length > 1 && { ranking: await linked(ranked, claims, host, deps) }),
    }),
  );
}

/** Each wallet's name leads to its own page, for as long as the link that was shown. */
async function linked(
  ranked: readonly StandingWallet[],
  { expiresAtMs }: LinkClaims,
  host: string,
  { links, pollMinutes }: ServeDeps,
): Promise<RankedWallet[]> {
  return Promise.all(
    ranked.map(async ({ id, name, latest }, at) => {
      const token = await links.token({ purpose: 'report', wallet: id, expiresAtMs }, host);
      return {
        name,
        latest,
        staleAfterMs: staleAfterMs(pollMinutes),
        isShown: at === 0,
        ...(token !== undefined && { href: `?t=${token}` }),
      };
    }),
  );
}

async function snooze(
  { wallet }: LinkClaims,
  token: string,
  form: URLSearchParams,
  nowMs: number,
  { wallets, store, snoozes, log }: ServeDeps,
): Promise<PageAnswer> {
  if (!wallets.some(({ id }) => id === wallet)) return REFUSAL;
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
  const isNew = await snoozes.write(wallet, asked);
  log.info('snooze asked for', { wallet, until: new Date(asked.untilMs).toISOString(), isNew });
  return backTo(token);
}
