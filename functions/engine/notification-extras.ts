import type { OutboxEntry } from '../core/alert/outbox.ts';
import { KINDS } from '../core/kinds/index.ts';
import { toNumber } from '../core/ledger/amount.ts';
import { dateOf } from '../core/ledger/day-totals.ts';
import { DAY_MS } from '../core/ledger/durations.ts';
import type { WalletState } from '../core/state/wallet-state.ts';
import { localDay } from '../core/text/local-time.ts';
import type { PastBalance } from '../core/wording/chat.ts';
import type { MessageLinks } from '../core/wording/links.ts';
import { LINK_LIFETIME_MS } from '../core/wording/links.ts';
import type { SpendCauses } from '../core/wording/spend-causes.ts';
import { loadCauses } from './load-causes.ts';
import { bestEffort } from './log.ts';
import type { Run } from './runtime.ts';

/** What a message carries beside its facts. */
export interface Extras {
  readonly links?: MessageLinks;
  readonly past?: readonly PastBalance[];
  readonly causes?: SpendCauses;
}

const PAST_DAYS = 14;

/**
 * Links and the course of the last days, made when a message is sent and never stored. None of it may hold
 * an alert back: what cannot be made is left out.
 */
export async function loadExtras(
  entries: readonly OutboxEntry[],
  state: WalletState,
  run: Run,
): Promise<Map<string, Extras>> {
  const { wallet, clock, log } = run;
  const without = <T>(what: string, make: () => Promise<T>) =>
    bestEffort(log, `a message goes without ${what}`, { wallet: wallet.id }, make);
  const expiresAtMs = clock() + LINK_LIFETIME_MS;
  const past = await without('its chart', () => pastBalances(state, run));
  const sign = async ({ alert }: OutboxEntry): Promise<MessageLinks | undefined> => {
    // Who hears of this wallet may not be meant to see the other one's page.
    if (alert.facts.about !== undefined) return undefined;
    const canSnooze = KINDS[alert.kind].isSnoozable === true;
    const purpose = canSnooze ? 'snooze' : 'report';
    const page = await run.links?.sign({ purpose, wallet: wallet.id, expiresAtMs });
    return page === undefined ? undefined : { page, canSnooze };
  };
  const extras = entries.map(async (entry): Promise<[string, Extras]> => {
    const links = await without('links', () => sign(entry));
    const isOwn = entry.alert.facts.about === undefined;
    if (!isOwn) return [entry.id, { links }];
    return [entry.id, { links, past, causes: await loadCauses(entry.alert, state, run) }];
  });
  return new Map(await Promise.all(extras));
}

/** The balance at the end of each of the last days, and now: a query of some hundred bytes, for an alert alone. */
async function pastBalances(
  { series }: WalletState,
  { store, wallet, policy: { timeZone } }: Run,
): Promise<PastBalance[] | undefined> {
  if (series === undefined) return undefined;
  const { lastReading } = series;
  const { currency } = lastReading.balance;
  const past: PastBalance[] = [];
  const from = dateOf(lastReading.atMs - PAST_DAYS * DAY_MS);
  for await (const { date, balance } of store.days(wallet.id, from, dateOf(lastReading.atMs))) {
    if (balance.currency !== currency) continue;
    past.push({ label: localDay(Date.parse(`${date}T12:00Z`), 'UTC'), value: toNumber(balance) });
  }
  return [
    ...past,
    { label: localDay(lastReading.atMs, timeZone), value: toNumber(lastReading.balance) },
  ];
}
