import type { Severity } from '../alert/alert.ts';
import { CHANNEL_FACTS, parseChannelName } from '../alert/channel-type.ts';
import type { ChannelTrouble } from '../alert/delivery.ts';
import type { SnapshotFacts } from '../state/snapshot.ts';
import type { WatchMemory } from '../state/wallet-state.ts';
import { cleanName } from '../text/clean-name.ts';
import { durationText } from '../text/numbers.ts';
import { FALLING } from './examples.ts';
import type { Kind } from './kind.ts';
import { severityOfBlindness } from './severities.ts';

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
  snapshot: SnapshotFacts,
  nowMs: number,
): { notified: Readonly<Record<string, ChannelTrouble>>; outcomes: readonly FailingDelivery[] } {
  const severity = severityOfBlindness(snapshot);
  const due = Object.entries(troubles).filter(([, trouble]) => isDue(trouble, severity, nowMs));
  return {
    notified: {
      ...troubles,
      ...Object.fromEntries(
        due.map(([name, trouble]) => [name, { ...trouble, notified: severity }]),
      ),
    },
    outcomes: due.map(([name, { channel = name, reason, sinceMs, isRefusal }]) => ({
      trouble: name,
      channel,
      reason: isRefusal ? reason : `failing for ${durationText(nowMs - sinceMs)}: ${reason}`,
    })),
  };
}

function isDue(
  { notified, isRefusal, sinceMs }: ChannelTrouble,
  severity: Severity,
  nowMs: number,
) {
  if (notified !== undefined) return notified === 'warning' && severity === 'critical';
  return isRefusal || nowMs - sinceMs >= PATIENCE_MS;
}

export const deliveryFailed: Kind = {
  severity: severityOfBlindness,
  meaning:
    'A notification channel stopped accepting messages. Reported through the remaining channels.',
  severityText: 'critical if the wallet may be empty within a day, otherwise warning',
  isOpen: (_, { troubles }) =>
    Object.values(troubles).some(({ notified }) => notified !== undefined),
  trouble: 'delivery',
  openText: () => 'alerts do not arrive everywhere',
  headline: ({ facts }, name) =>
    `Alerts of ${name} do not arrive ${channelText(facts.failingChannel)}.`,
  example: {
    reason: 'Slack answered 404 no_service',
    facts: { ...FALLING, failingChannel: 'slack:billing', channel: 'slack:billing' },
  },
};

/** "in Slack (team)", "at you@example.com" */
function channelText(failingChannel = 'somewhere'): string {
  const posted = parseChannelName(failingChannel);
  if (posted !== undefined) {
    const { preposition, title } = CHANNEL_FACTS[posted.type];
    return `${preposition} ${preposition === 'at' ? 'the ' : ''}${title} (${cleanName(posted.name)})`;
  }
  const [kind, name] = failingChannel.split(/:(.*)/s);
  if (kind === 'mail') return `at ${cleanName(name ?? '', 60)}`;
  if (kind === 'amazon-q') return 'by Amazon Q Developer in chat applications';
  return kind === 'sns' ? 'by mail and SMS (SNS)' : `at ${cleanName(failingChannel)}`;
}
