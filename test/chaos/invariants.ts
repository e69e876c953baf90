import type { RecordedAlert } from '../../functions/adapters/table/alert-items.ts';
import { createEventStore } from '../../functions/adapters/table/event-items.ts';
import { createWalletStore } from '../../functions/adapters/table/wallet-store.ts';
import { discrepanciesOf } from '../../functions/core/ledger/discrepancies.ts';
import { DAY_MS } from '../../functions/core/ledger/durations.ts';
import { slackMessage } from '../../functions/core/wording/channels/slack.ts';
import { renderAlert } from '../../functions/core/wording/render.ts';
import type { World } from '../support/world.ts';
import type { Ledger } from './ledger.ts';

const WALLET = { id: 'main', name: 'main' };
const EMPTY_AT = 2;
/** How an alert left the outbox without having been accepted. */
const ENDED = ['refused', 'given-up', 'dropped'];

/** Violations of what the design promises, in words, when all has come to rest; none is the aim. */
export async function brokenInvariants(
  { table }: Pick<World, 'table'>,
  ledger: Ledger,
  nowMs: number,
): Promise<string[]> {
  const store = createWalletStore(table.client, table.tableName);
  const fromMs = nowMs - 60 * DAY_MS;
  const toMs = nowMs + 60 * DAY_MS;
  const readings = await Array.fromAsync(store.readings(WALLET.id, fromMs, toMs));
  const date = (atMs: number) => new Date(atMs).toISOString().slice(0, 10);
  const days = await Array.fromAsync(store.days(WALLET.id, date(fromMs), date(toMs)));
  const alerts = await Array.fromAsync(store.alerts(WALLET.id, fromMs, toMs));
  const { state } = await store.load(WALLET.id, nowMs);
  const open = state?.series === undefined ? [] : [...state.closedDays, state.series.today];

  const kept = new Map(
    readings.map(({ reading }) => [
      `READING#${new Date(reading.atMs).toISOString()}`,
      reading.balance.decimal,
    ]),
  );
  const lost = [...ledger.recorded.keys()].filter((key) => !kept.has(key));
  const invented = [...kept].filter(([, balance]) => !ledger.answered.has(String(Number(balance))));
  return [
    ...lost.map((key) => `lost: ${key}`),
    ...invented.map(([key, balance]) => `the vendor never answered ${balance}: ${key}`),
    ...discrepanciesOf(readings, [...days, ...open]).map((one) => JSON.stringify(one)),
    ...emptyings(
      readings.map(({ reading }) => Number(reading.balance.decimal)),
      ledger,
    ),
    ...(await unprocessed(table, ledger)),
    ...undelivered(ledger, alerts),
    ...unmarkedRepeats(ledger),
  ];
}

/** An event that was acknowledged is the poll's to deal with. */
async function unprocessed(
  { client, tableName }: World['table'],
  { acknowledged }: Ledger,
): Promise<string[]> {
  const events = createEventStore(client, tableName);
  const states = await Promise.all(
    [...acknowledged].map(async ([id, name]) => ({
      what: `${name} ${id}`,
      state: (await events.read(WALLET.id, id))?.state,
    })),
  );
  return states.flatMap(({ what, state }) => (state === 'done' ? [] : [`${what} is ${state}`]));
}

function emptyings(balances: readonly number[], { decided }: Ledger): string[] {
  const count = balances.filter(
    (balance, at) => balance <= EMPTY_AT && (balances[at - 1] ?? EMPTY_AT + 1) > EMPTY_AT,
  ).length;
  const notified = [...decided.values()].filter(
    ({ alert: { kind, facts } }) => kind === 'depleted' && facts.reminder === undefined,
  ).length;
  return notified >= count ? [] : [`emptied ${count} times, alerted ${notified} times`];
}

/** Slack's messages carry no id: they are known by their text, marked or not. */
function slackTexts({ decided }: Ledger): Map<string, string[]> {
  const ids = new Map<string, string[]>();
  for (const { id, alert, channels } of decided.values()) {
    if (channels['slack:team'] === undefined) continue;
    const input = { alert, id, wallet: WALLET, timeZone: 'UTC', isPossibleRepeat: false };
    const { text } = slackMessage(renderAlert(input).chat);
    ids.set(text, [...(ids.get(text) ?? []), id]);
  }
  return ids;
}

function undelivered(ledger: Ledger, alerts: readonly RecordedAlert[]): string[] {
  const recorded = new Map(alerts.map((alert) => [alert.id, alert.deliveries]));
  const isEnded = (id: string, channel: string) =>
    [channel, 'outbox'].some((name) => ENDED.includes(String(recorded.get(id)?.[name]?.outcome)));
  const bySns = [...ledger.decided.values()]
    .filter(({ id, channels }) => channels.sns && !isEnded(id, 'sns'))
    .filter(({ id }) => !ledger.sns.some(({ event }) => event.id === `${WALLET.id}#${id}`))
    .map(({ id }) => `${id} never came to sns`);
  const bySlack = [...slackTexts(ledger)].flatMap(([text, ids]) => {
    const due = ids.filter((id) => !isEnded(id, 'slack:team')).length;
    const came = ledger.slack.filter((one) => one.text === text).length;
    return came >= due ? [] : [`${due} of ${ids.join(', ')} are due in Slack, ${came} came`];
  });
  return [...bySns, ...bySlack];
}

interface Sent {
  readonly what: string;
  readonly isMarked: boolean;
  readonly isLate: boolean;
  /** How many share its text: of so many it is only known that each may come unmarked once. */
  readonly alerts: number;
}

/** All that arrived, by what it was. */
function arrived(ledger: Ledger): Sent[][] {
  const texts = slackTexts(ledger);
  const bySns = ledger.sns.map(({ event, isLate }) => ({
    what: `${event.id} to sns`,
    isMarked: event.possibleRepeat === true,
    isLate,
    alerts: 1,
  }));
  const bySlack = ledger.slack.map(({ text, isMarked, isLate }) => ({
    what: `"${text}" to Slack`,
    isMarked,
    isLate,
    // A digest is no alert.
    alerts: texts.get(text)?.length ?? 1,
  }));
  return [...Map.groupBy([...bySns, ...bySlack], ({ what }) => what).values()];
}

/** Those that came after the first, and do not say so. */
function unmarked(same: readonly Sent[]): Sent[] {
  const [first] = same;
  const found = same.filter(({ isMarked }) => !isMarked);
  const isShared = first !== undefined && first.alerts > 1;
  return isShared ? found.slice(first.alerts) : found.filter((one) => one !== first);
}

function unmarkedRepeats(ledger: Ledger): string[] {
  return arrived(ledger).flatMap((same) =>
    unmarked(same.filter(({ isLate }) => !isLate))
      .slice(0, 1)
      .map(({ what }) => `${what}: ${same.length} times, a later one unmarked`),
  );
}

/**
 * Unmarked repeats of a process that was stopped, for longer than its lease, between its last look at the clock and the
 * sending. Nothing can keep these from leaving: they are counted, and are to be next to none.
 */
export function lateRepeats(ledger: Ledger): number {
  return arrived(ledger)
    .flatMap(unmarked)
    .filter(({ isLate }) => isLate).length;
}
