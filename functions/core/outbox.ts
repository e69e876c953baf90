import { type Alert, type AlertKind, isAtLeast, type Severity } from './alert.ts';
import type { SendOutcome } from './delivery.ts';

/** An alert on its way: facts, not text, and how far each channel is. */
export interface OutboxEntry {
  /** Sort key of its `ALERT#` item: "<ISO time>#<kind>". */
  readonly id: string;
  readonly alert: Alert;
  readonly channels: Readonly<Record<string, ChannelDelivery>>;
  /** Nobody else publishes it before this time. */
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
  readonly state: 'waiting' | 'sending' | 'accepted' | 'refused';
  /** An earlier attempt may have arrived: the next one says so. */
  readonly mayHaveArrived: boolean;
  /** The channel asked not to be tried before this time. */
  readonly notBeforeMs?: number;
}

/** A way out, as the settings name it: who wants to hear what. */
export interface Destination {
  readonly name: string;
  readonly minSeverity: Severity;
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

const OF_THE_BALANCE: readonly AlertKind[] = [
  'runway',
  'floor',
  'depleted',
  'burn-spike',
  'debit-ahead',
  'topped-up',
  'recovered',
];
const OF_THE_READINGS: readonly AlertKind[] = ['key-rejected', 'no-data', 'recovered'];

/** The later one carries today's facts about the same thing, so the earlier one has nothing left to say. */
function supersedes(later: Alert, earlier: Alert): boolean {
  if (later.facts.about?.id !== earlier.facts.about?.id) return false;
  return [OF_THE_BALANCE, OF_THE_READINGS].some(
    (kinds) => kinds.includes(later.kind) && kinds.includes(earlier.kind),
  );
}

/** A blocked way out is told on the others, whatever severity they usually want; a test goes everywhere. */
function wanting(alert: Alert, destinations: readonly Destination[]): readonly Destination[] {
  if (alert.kind === 'test') return destinations;
  const open = destinations.filter(({ name }) => name !== alert.facts.channel);
  const asked = open.filter(({ minSeverity }) => isAtLeast(alert.severity, minSeverity));
  return asked.length === 0 && alert.kind === 'delivery-failed' ? open : asked;
}

/**
 * Puts an alert into the outbox, already under the lease of whoever decided it.
 * An older entry about the same thing that is still held back by quiet hours is superseded.
 * Above 20 the least severe and oldest is dropped.
 */
export function enqueue(
  outbox: readonly OutboxEntry[],
  alert: Alert,
  destinations: readonly Destination[],
  nowMs: number,
  leaseMs: number,
  holdUntilMs?: number,
): { outbox: OutboxEntry[]; dropped: OutboxEntry[] } {
  const superseded = outbox.filter(
    (entry) => isHeld(entry, nowMs) && supersedes(alert, entry.alert),
  );
  const entry: OutboxEntry = {
    id: entryId(alert, outbox),
    alert,
    channels: Object.fromEntries(
      wanting(alert, destinations).map(({ name }) => [
        name,
        { state: holdUntilMs === undefined ? 'sending' : 'waiting', mayHaveArrived: false },
      ]),
    ),
    leaseUntilMs: holdUntilMs === undefined ? nowMs + leaseMs : nowMs,
    ...(holdUntilMs !== undefined && { holdUntilMs }),
  };
  const kept = [...outbox.filter((other) => !superseded.includes(other)), entry];
  if (kept.length <= MAX_WAITING) return { outbox: kept, dropped: superseded };
  const least = (['info', 'warning', 'critical'] as const)
    .map((severity) => kept.find((other) => other.alert.severity === severity))
    .find((other) => other !== undefined);
  return {
    outbox: kept.filter((other) => other !== least),
    dropped: least === undefined ? superseded : [...superseded, least],
  };
}

/** Takes every entry whose lease has ended: what an earlier run did not settle is now this run's to send. */
export function lease<T extends Pending>(
  outbox: readonly T[],
  nowMs: number,
  leaseMs: number,
): { outbox: T[]; leased: string[] } {
  const leased: string[] = [];
  const next = outbox.map((entry) => {
    const isDue = entry.leaseUntilMs <= nowMs && !isHeld(entry, nowMs);
    const ready = Object.values(entry.channels).some((channel) => isReady(channel, nowMs));
    if (!isDue || !ready) return entry;
    leased.push(entry.id);
    const channels = Object.entries(entry.channels).map(([name, channel]) => [
      name,
      isReady(channel, nowMs)
        ? {
            state: 'sending' as const,
            mayHaveArrived: channel.mayHaveArrived || channel.state === 'sending',
          }
        : channel,
    ]);
    return { ...entry, leaseUntilMs: nowMs + leaseMs, channels: Object.fromEntries(channels) };
  });
  return { outbox: next, leased };
}

/** Writes down how one attempt ended. */
export function settleChannel<T extends Pending>(
  entry: T,
  channel: string,
  outcome: SendOutcome,
  nowMs: number,
): T {
  const before = entry.channels[channel];
  if (before === undefined) return entry;
  const after: ChannelDelivery =
    outcome.state === 'failed'
      ? {
          state: 'waiting',
          mayHaveArrived: before.mayHaveArrived || outcome.arrived === 'unknown',
          ...(outcome.retryAfterMs !== undefined && { notBeforeMs: nowMs + outcome.retryAfterMs }),
        }
      : { state: outcome.state, mayHaveArrived: before.mayHaveArrived };
  return { ...entry, channels: { ...entry.channels, [channel]: after } };
}

/** Ends a lease: what was not even tried waits again, for whoever comes next. */
export function release<T extends Pending>(entry: T, nowMs: number): T {
  const channels = Object.entries(entry.channels).map(([name, channel]) => [
    name,
    channel.state === 'sending' ? { ...channel, state: 'waiting' as const } : channel,
  ]);
  return { ...entry, leaseUntilMs: nowMs, channels: Object.fromEntries(channels) };
}

/** Nothing is left to do for this entry. */
export function isSettled(entry: Pending): boolean {
  return Object.values(entry.channels).every(
    ({ state }) => state === 'accepted' || state === 'refused',
  );
}

function isReady(channel: ChannelDelivery, nowMs: number): boolean {
  const pending = channel.state === 'waiting' || channel.state === 'sending';
  return pending && (channel.notBeforeMs ?? 0) <= nowMs;
}

function isHeld(entry: Pending, nowMs: number): boolean {
  return entry.holdUntilMs !== undefined && entry.holdUntilMs > nowMs;
}
