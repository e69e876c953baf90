import { type Alert, isAtLeast, type Severity } from './alert.ts';
import type { ChannelTrouble, DeliveryEnd } from './delivery.ts';
import type { LeaseTerm } from './lease.ts';

/** An alert on its way: facts, not text, and how far each channel is. */
export interface OutboxEntry {
  /** Sort key of its `ALERT#` item: "<ISO time>#<kind>". */
  readonly id: string;
  readonly alert: Alert;
  readonly channels: Readonly<Record<string, ChannelDelivery>>;
  /** Nobody else publishes it before this time of the clock that all runs share; 0: nobody has it. */
  readonly leaseUntilMs: number;
  /** Quiet hours: not to be sent before this time. */
  readonly holdUntilMs?: number;
}

/** Whatever is on its way over several channels; a digest is, too. */
export type Pending = Omit<OutboxEntry, 'alert'>;

/**
 * `waiting`: not sent yet, or certainly not arrived. `sending`: an attempt began under the present or a
 * former lease and its end is not recorded, so it may have arrived.
 */
export interface ChannelDelivery {
  readonly state: 'waiting' | 'sending' | 'accepted' | 'refused' | 'given-up';
  /** An earlier attempt may have arrived: the next one says so. */
  readonly mayHaveArrived: boolean;
  /** It was tried here and failed, so the next attempt keeps to the channel's pauses. */
  readonly hasFailed?: true;
}

/** A channel, as the settings name it: who wants to hear what. */
export interface Destination {
  readonly name: string;
  readonly minSeverity: Severity;
  /** It takes nothing at present. @default false */
  readonly isFailing?: boolean;
  /** It asked to be sent nothing more. @default false */
  readonly isEnded?: boolean;
  /** It takes what opens or resolves an incident, and no other news. @default false */
  readonly isForIncidents?: boolean;
}

/** An entry that left the outbox unsent, and why. */
export interface Dropped {
  readonly entry: OutboxEntry;
  readonly reason: string;
}

export const MAX_WAITING = 20;

type AlertName = Pick<Alert, 'atMs' | 'kind'>;

/** "<ISO time>#<kind>" */
export function alertId({ atMs, kind }: AlertName): string {
  return `${new Date(atMs).toISOString()}#${kind}`;
}

/** Of two alike in one moment the second is a millisecond later. */
function entryId({ atMs, kind }: AlertName, outbox: readonly OutboxEntry[]): string {
  const id = alertId({ atMs, kind });
  return outbox.some((other) => other.id === id) ? entryId({ atMs: atMs + 1, kind }, outbox) : id;
}

/** What the outbox has to know of alert kinds. */
export interface EnqueueRules {
  /** Whether a later alert says all that an earlier one would. */
  readonly isSuperseded: (earlier: Alert, later: Alert) => boolean;
  /** Whether an alert opens an incident of at least this severity, or ends or eases one. */
  readonly concernsIncidents: (alert: Alert, least: Severity) => boolean;
}

/** That a channel is blocked is notified on the others, whatever severity they usually want; a test goes everywhere. */
function wanting(
  alert: Alert,
  destinations: readonly Destination[],
  { concernsIncidents }: EnqueueRules,
): readonly Destination[] {
  if (alert.kind === 'test') return destinations;
  const open = destinations.filter(({ name, isEnded }) => name !== alert.facts.channel && !isEnded);
  const asked = open.filter((one) =>
    one.isForIncidents
      ? concernsIncidents(alert, one.minSeverity)
      : isAtLeast(alert.severity, one.minSeverity),
  );
  return asked.length === 0 && alert.kind === 'delivery-failed' ? open : asked;
}

/**
 * Puts an alert into the outbox, already under the lease of whoever decided it.
 * An older entry about the same thing that is still held back by quiet hours is superseded.
 * Above 20 one makes room, by what would be missed least.
 */
export function enqueue(
  outbox: readonly OutboxEntry[],
  alert: Alert,
  destinations: readonly Destination[],
  rules: EnqueueRules,
  nowMs: number,
  leaseUntilMs: number,
  holdUntilMs?: number,
): { outbox: OutboxEntry[]; dropped: Dropped[] } {
  const superseded = outbox.filter(
    (entry) => isHeld(entry, nowMs) && rules.isSuperseded(entry.alert, alert),
  );
  const entry: OutboxEntry = {
    id: entryId(alert, outbox),
    alert,
    channels: Object.fromEntries(
      wanting(alert, destinations, rules).map(({ name }) => [
        name,
        { state: holdUntilMs === undefined ? 'sending' : 'waiting', mayHaveArrived: false },
      ]),
    ),
    leaseUntilMs: holdUntilMs === undefined ? leaseUntilMs : 0,
    holdUntilMs,
  };
  const kept = [...outbox.filter((other) => !superseded.includes(other)), entry];
  const least = kept.length > MAX_WAITING ? leastMissed(kept, destinations) : undefined;
  return {
    outbox: kept.filter((other) => other !== least),
    dropped: [
      ...superseded.map((one) => ({ entry: one, reason: SUPERSEDED })),
      ...(least ? [{ entry: least, reason: MADE_ROOM }] : []),
    ],
  };
}

const SUPERSEDED = 'superseded by a later alert before it could be sent';
const MADE_ROOM = `made room: more than ${MAX_WAITING} alerts were waiting`;

/**
 * First what only failing channels still lack and another one has, then what only failing ones want, and last
 * what a working one wants; of these the least severe, and of alike the oldest.
 */
function leastMissed(
  outbox: readonly OutboxEntry[],
  destinations: readonly Destination[],
): OutboxEntry | undefined {
  const works = (name: string) => destinations.some((one) => one.name === name && !one.isFailing);
  const loss = ({ channels }: OutboxEntry) => {
    if (Object.entries(channels).some(([name, one]) => isPending(one) && works(name))) return 2;
    return Object.values(channels).some(({ state }) => state === 'accepted') ? 0 : 1;
  };
  return [0, 1, 2]
    .flatMap((rank) =>
      (['info', 'warning', 'critical'] as const).map((severity) =>
        outbox.find((one) => one.alert.severity === severity && loss(one) === rank),
      ),
    )
    .find((one) => one !== undefined);
}

/**
 * Takes every entry whose lease has ended: what an earlier run did not settle is now this run's to send.
 * What has failed on a channel before waits for that channel's next attempt.
 */
export function lease<T extends Pending>(
  outbox: readonly T[],
  nowMs: number,
  { fromMs, untilMs }: LeaseTerm,
  troubles: Readonly<Record<string, ChannelTrouble>> = {},
): { outbox: T[]; leased: string[] } {
  const leased: string[] = [];
  const isReady = ([name, channel]: [string, ChannelDelivery]) =>
    isPending(channel) && !(channel.hasFailed && (troubles[name]?.retryAtMs ?? 0) > nowMs);
  const next = outbox.map((entry) => {
    const isDue = entry.leaseUntilMs <= fromMs && !isHeld(entry, nowMs);
    const channelsOf = Object.entries(entry.channels);
    if (!isDue || !channelsOf.some(isReady)) return entry;
    leased.push(entry.id);
    const channels = channelsOf.map(([name, channel]) => {
      if (!isReady([name, channel])) return [name, channel];
      const mayHaveArrived = channel.mayHaveArrived || channel.state === 'sending';
      return [name, { ...channel, state: 'sending' as const, mayHaveArrived }];
    });
    return { ...entry, leaseUntilMs: untilMs, channels: Object.fromEntries(channels) };
  });
  return { outbox: next, leased };
}

/** Writes down how one attempt ended. */
export function settleChannel<T extends Pending>(entry: T, channel: string, end: DeliveryEnd): T {
  const before = entry.channels[channel];
  if (before === undefined) return entry;
  const after: ChannelDelivery =
    end.state === 'failed'
      ? {
          state: 'waiting',
          mayHaveArrived: before.mayHaveArrived || end.arrived === 'unknown',
          hasFailed: true,
        }
      : { state: end.state, mayHaveArrived: before.mayHaveArrived };
  return { ...entry, channels: { ...entry.channels, [channel]: after } };
}

/** Ends a lease: what was not even tried waits again, for whoever comes next. */
export function release<T extends Pending>(entry: T): T {
  const channels = Object.entries(entry.channels).map(([name, channel]) => [
    name,
    channel.state === 'sending' ? { ...channel, state: 'waiting' as const } : channel,
  ]);
  return { ...entry, leaseUntilMs: 0, channels: Object.fromEntries(channels) };
}

/** Nothing is left to do for this entry. */
export function isSettled(entry: Pending): boolean {
  return !Object.values(entry.channels).some(isPending);
}

/** It ended, and no channel has taken it. */
export function isUnheard(entry: Pending): boolean {
  return (
    isSettled(entry) && !Object.values(entry.channels).some(({ state }) => state === 'accepted')
  );
}

/** Channels that have still to take it. */
export function pendingChannels(entry: Pending): string[] {
  return Object.keys(entry.channels).filter((name) => isPending(entry.channels[name]));
}

function isPending(channel: ChannelDelivery | undefined): boolean {
  return channel?.state === 'waiting' || channel?.state === 'sending';
}

function isHeld(entry: Pending, nowMs: number): boolean {
  return entry.holdUntilMs !== undefined && entry.holdUntilMs > nowMs;
}
