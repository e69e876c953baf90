import { type Severity, severityOf } from '../../alert/alert.ts';
import type { ChannelTrouble } from '../../alert/delivery.ts';
import type { SnapshotFacts } from '../../state/snapshot.ts';
import type { WatchMemory } from '../../state/wallet-state.ts';
import { durationText } from '../../text/numbers.ts';

/** A channel that fails and is tried again has this long to recover by itself. */
const PATIENCE_MS = 3_600_000;

export interface FailingDelivery {
  /** The channel that does not work, and the channel on which it is of no use to say so. */
  readonly trouble: string;
  readonly channel: string;
  readonly reason: string;
}

/** Tells of each channel that refused, or has failed for an hour: once until it heals, and again when it is urgent. */
export function deliveryFailedRule(
  { troubles }: Pick<WatchMemory, 'troubles'>,
  standing: SnapshotFacts,
  nowMs: number,
): { notified: Readonly<Record<string, ChannelTrouble>>; outcomes: readonly FailingDelivery[] } {
  const severity = severityOf('delivery-failed', standing);
  const due = Object.entries(troubles).filter(([, trouble]) => isDue(trouble, severity, nowMs));
  return {
    notified: {
      ...troubles,
      ...Object.fromEntries(due.map(([name, trouble]) => [name, { ...trouble, notified: severity }])),
    },
    outcomes: due.map(([name, { channel = name, reason, sinceMs, isRefusal }]) => ({
      trouble: name,
      channel,
      reason: isRefusal ? reason : `failing for ${durationText(nowMs - sinceMs)}: ${reason}`,
    })),
  };
}

function isDue({ notified, isRefusal, sinceMs }: ChannelTrouble, severity: Severity, nowMs: number) {
  if (notified !== undefined) return notified === 'warning' && severity === 'critical';
  return isRefusal || nowMs - sinceMs >= PATIENCE_MS;
}
