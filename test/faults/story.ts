import { createEventStore } from '../../functions/adapters/table/event-items.ts';
import { createWalletStore } from '../../functions/adapters/table/wallet-store.ts';
import type { OutboxEntry } from '../../functions/core/alert/outbox.ts';
import { step } from '../../functions/core/decide/step.ts';
import { parseAmount } from '../../functions/core/ledger/amount.ts';
import { DAY_MS, HOUR_MS } from '../../functions/core/ledger/durations.ts';
import type { Reading } from '../../functions/core/ledger/reading.ts';
import type { WalletState } from '../../functions/core/state/wallet-state.ts';
import type { VendorEvent } from '../../functions/core/vendor/vendor-event.ts';
import type { Channel } from '../../functions/engine/channels.ts';
import { pollOnEvent } from '../../functions/poll/poll-on-event.ts';
import type { PollRuntime } from '../../functions/poll/poll-runtime.ts';
import { pollWallet } from '../../functions/poll/poll-wallet.ts';
import { POLICY, START_MS } from '../support/falling-wallet.ts';
import { pollDeps } from '../support/poll-world.ts';
import type { World } from '../support/world.ts';
import { type Arrival, Crash, inject, isFaulty, type Mail, type Plan } from './injector.ts';

const SILENT = { info: () => {}, warn: () => {}, error: () => {} };
const PER_DAY = 96;
/** Lambda tries a failed asynchronous invocation again after one minute, then after two more. */
const RETRY_AFTER_MS = [60_000, 120_000];
const HISTORY_DAYS = 4;

export interface StoryOptions {
  readonly wallet: string;
  /** Days of spend that are left when it begins. */
  readonly daysLeft: number;
  readonly hours: number;
  /** The invocations at an hour, all at once, and those of its retries; none: Lambda has lost them. */
  readonly plansAt: (hour: number, attempt: number) => readonly Plan[];
  /** Spent in each hour of the story beside the even spend, in credits. @default 0 */
  readonly extraPerHour?: number;
  /** Beside topic and Slack. @default none */
  readonly moreChannels?: readonly Channel[];
  /** What the vendor says of bill and auto-recharge. @default it is not asked */
  readonly billing?: Partial<Pick<PollRuntime['vendor'], 'readBilling' | 'readAccountBilling'>>;
  /** What the vendor pushes at an hour, and the webhook acknowledges: it leads to that hour's poll. @default nothing */
  readonly eventAt?: (hour: number, atMs: number) => VendorEvent | undefined;
}

/** What a story needs of a world. */
export interface Servers extends Pick<World, 'addresses'> {
  readonly table: Pick<World['table'], 'client' | 'tableName'>;
}

/** What came of it. */
export interface Told {
  readonly inbox: readonly Arrival[];
  /** Every alert that any invocation has written into the state, by id. */
  readonly decided: ReadonlyMap<string, OutboxEntry>;
  /** Readings that the vendor gave and the table took. */
  readonly recorded: readonly number[];
  readonly faults: number;
  readonly polls: number;
  /** Invocations that died at a boundary. */
  readonly crashes: number;
  /** Violations of what the design promises, in words; none is the aim. */
  readonly broken: readonly string[];
  /** Wall time from the start of a poll to SNS's answer, milliseconds. */
  readonly toSnsMs: readonly number[];
}

/** The kinds that were decided, oldest first; reminders are told by their number. */
export function kindsOf({ decided }: Pick<Told, 'decided'>): string[] {
  return [...decided.values()]
    .toSorted((a, b) => (a.id < b.id ? -1 : 1))
    .map(({ alert: { kind, facts } }) =>
      [kind, facts.levelDays, facts.reminder && `reminder ${facts.reminder}`]
        .filter((part) => part !== undefined)
        .join(' '),
    );
}

/** A wallet that spends evenly, known for four days, polled every hour under a schedule of faults. */
export async function tellStory(world: Servers, options: StoryOptions): Promise<Told> {
  const { wallet, daysLeft, hours, plansAt, extraPerHour = 0, billing = {}, eventAt } = options;
  const { moreChannels = [] } = options;
  const fromMs = START_MS + HISTORY_DAYS * DAY_MS;
  const balanceAt = (atMs: number) => {
    const spent = ((atMs - START_MS) / DAY_MS) * PER_DAY;
    const extra = (Math.max(0, atMs - fromMs) / HOUR_MS) * extraPerHour;
    return Math.max(0, (HISTORY_DAYS + daysLeft) * PER_DAY - spent - extra).toFixed(4);
  };
  const read = (atMs: number): Reading => ({
    atMs,
    balance: parseAmount(balanceAt(atMs), 'SQC'),
  });
  const before = historyUntil(fromMs, read);
  const real = createWalletStore(world.table.client, world.table.tableName);
  await real.saveState(wallet, before, 0);
  const { forecast } = step(before, read(fromMs), POLICY, fromMs);
  await real.putReading(wallet, read(fromMs), undefined, forecast);

  const mail: Mail = { inbox: [], refused: new Set() };
  const { inbox } = mail;
  const decided = new Map<string, OutboxEntry>();
  const recorded = new Set<number>();
  const broken: string[] = [];
  const toSnsMs: number[] = [];
  let written = before;
  let faults = 0;
  let polls = 0;
  let crashes = 0;
  const events = createEventStore(world.table.client, world.table.tableName);
  const base = pollDeps(world.addresses, () => 0, POLICY, SILENT);
  const store = {
    ...real,
    async saveState(...args: Parameters<typeof real.saveState>) {
      const isWritten = await real.saveState(...args);
      if (!isWritten) return false;
      written = args[1];
      for (const entry of written.outbox) decided.set(entry.id, entry);
      return true;
    },
    async putReading(...args: Parameters<typeof real.putReading>) {
      await real.putReading(...args);
      recorded.add(args[1].atMs);
    },
  };

  async function invoke(hour: number, atMs: number, plan: Plan): Promise<boolean> {
    const time = { ms: atMs };
    const vendor = {
      ...billing,
      readBalance: async () => ({ reading: read(time.ms), ignored: [], isTestKey: false }),
    };
    const deps = { ...base, wallet: { id: wallet, name: wallet }, store, vendor };
    polls += 1;
    if (isFaulty(plan)) faults += 1;
    const startedMs = performance.now();
    const count = inbox.length;
    const timed = [...deps.channels, ...moreChannels].map((channel) => ({
      ...channel,
      send: async (...args: Parameters<typeof channel.send>) => {
        const outcome = await channel.send(...args);
        if (channel.name === 'sns' && !isFaulty(plan)) {
          toSnsMs.push(performance.now() - startedMs);
        }
        return outcome;
      },
    }));
    try {
      const injected = inject({ ...deps, events, channels: timed }, plan, time, mail).deps;
      const event = eventAt?.(hour, atMs);
      if (event === undefined) await pollWallet(injected);
      else await pollOnEvent(event, injected.events ?? events, injected);
      return true;
    } catch (error) {
      if (error instanceof Crash) crashes += 1;
      if (!isFaulty(plan)) broken.push(`a faultless poll threw: ${String(error)}`);
      return false;
    } finally {
      for (const arrival of inbox.slice(count)) checkArrival(arrival, inbox, broken);
    }
  }

  for (let hour = 1; hour <= hours; hour++) {
    let atMs = fromMs + hour * HOUR_MS;
    const event = eventAt?.(hour, atMs);
    // The webhook has acknowledged it.
    if (event !== undefined) await events.claim(wallet, event);
    for (let attempt = 0; attempt <= RETRY_AFTER_MS.length; attempt++) {
      const plans = plansAt(hour, attempt);
      const ended = await Promise.all(plans.map((plan, i) => invoke(hour, atMs + 7 * i, plan)));
      if (attempt === 0 && plans.every((plan) => !isFaulty(plan))) {
        broken.push(...undelivered(written, decided, mail).map((what) => `hour ${hour}: ${what}`));
      }
      if (ended.every(Boolean)) break;
      atMs += RETRY_AFTER_MS[attempt] ?? 0;
    }
  }

  const notified = { inbox, decided, recorded: [...recorded], faults, polls, crashes, toSnsMs };
  const kept = await Array.fromAsync(real.readings(wallet, fromMs + 1, fromMs + 99 * DAY_MS));
  const times = kept.map(({ reading }) => reading.atMs);
  for (const atMs of recorded) if (!times.includes(atMs)) broken.push(`reading ${atMs} was lost`);
  const spent = kept.reduce((sum, { spend }) => sum + Number(spend?.decimal ?? 0), 0);
  const fallen = Number(balanceAt(fromMs)) - Number(kept.at(-1)?.reading.balance.decimal);
  if (Math.abs(spent - fallen) > 1e-6)
    broken.push(`${fallen} was spent, the history says ${spent}`);

  let state: WalletState | undefined = before;
  for (const { reading } of kept) {
    const result = step(state, reading, POLICY, reading.atMs);
    state = result.state;
    for (const { kind, facts } of result.alerts) {
      if (facts.reminder !== undefined) continue;
      const isNotified = [...decided.values()].some(
        ({ alert }) => alert.kind === kind && alert.facts.levelDays === facts.levelDays,
      );
      if (!isNotified) broken.push(`${kind} ${facts.levelDays ?? ''} was never decided`);
    }
  }
  return { ...notified, broken };
}

function historyUntil(endMs: number, read: (atMs: number) => Reading): WalletState {
  let state: WalletState | undefined;
  for (let atMs = START_MS; atMs <= endMs; atMs += HOUR_MS) {
    state = step(state, read(atMs), POLICY, atMs).state;
  }
  if (state === undefined) throw new Error('no history');
  return {
    ...state,
    closedDays: [],
    watch: { ...state.watch, checkedAtMs: endMs },
  };
}

/** A repeat says so, and follows only something that went wrong. */
function checkArrival(arrival: Arrival, inbox: readonly Arrival[], broken: string[]): void {
  const { id, channel, kind, event } = arrival;
  const same = inbox.filter((other) => other.id === id && other.channel === channel);
  const at = same.indexOf(arrival);
  if (at > 0 && !arrival.isMarked) broken.push(`${id} came twice to ${channel}, unmarked`);
  if (at > 0 && !same[at - 1]?.isOfFaultyRun) {
    broken.push(`${id} came twice to ${channel}, though the first time went well`);
  }
  if (kind !== 'recovered') return;
  if (event.ended === undefined) broken.push(`${id}: nothing has recovered`);
  const blind = inbox.some((other) => ['no-data', 'key-rejected'].includes(other.kind));
  if (!blind) broken.push(`${id}: nobody had said that it was blind`);
}

/** After one faultless poll nothing waits, and all that was decided has arrived where it should. */
function undelivered(
  { outbox }: WalletState,
  decided: ReadonlyMap<string, OutboxEntry>,
  { inbox, refused }: Mail,
): string[] {
  const waiting = outbox.map(({ id }) => `${id} still waits`);
  const lost = [...decided.values()].flatMap(({ id, channels }) =>
    Object.keys(channels).flatMap((channel) => {
      const isThere = inbox.some((one) => one.channel === channel && one.id.endsWith(`#${id}`));
      const isRefused = [...refused].some((one) => one.startsWith(channel) && one.endsWith(id));
      return isThere || isRefused ? [] : [`${id} never came to ${channel}`];
    }),
  );
  return [...waiting, ...lost];
}
