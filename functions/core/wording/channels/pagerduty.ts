import { isAtLeast, SEVERITIES, type Severity } from '../../alert/alert.ts';
import { clip } from '../chat.ts';
import type { Message, NamedIncident } from '../message.ts';

/** An event of PagerDuty's Events API v2, without its routing key. */
export interface PagerdutyEvent {
  readonly event_action: 'trigger' | 'resolve';
  readonly dedup_key: string;
  readonly payload?: Readonly<Record<string, unknown>>;
  readonly links?: readonly { readonly href: string; readonly text: string }[];
  readonly client?: string;
}

export const PAGERDUTY_LIMITS = { summary: 1_024, dedupKey: 255 } as const;
/** A key takes some hundred events a minute, and a poll has a minute. The most urgent come first. */
const MAX_INCIDENTS = 50;

/**
 * One incident for each wallet, trouble and severity: who has acknowledged a warning is paged again when it becomes
 * critical, which a second event of the same key would not do.
 */
export function pagerdutyEvents(message: Message, minSeverity: Severity): PagerdutyEvent[] {
  return message.incidents.slice(0, MAX_INCIDENTS).flatMap((incident) => {
    const sent = SEVERITIES.filter((severity) => isAtLeast(severity, minSeverity));
    const over = sent.filter(
      (severity) =>
        incident.state === 'resolved' ||
        (incident.state === 'eased' && !isAtLeast(incident.severity, severity)),
    );
    const opens = incident.state !== 'resolved' && sent.includes(incident.severity);
    return [
      ...(opens ? [triggerOf(incident, message)] : []),
      ...over.map((severity) => ({
        event_action: 'resolve' as const,
        dedup_key: dedupKey(incident, severity),
      })),
    ];
  });
}

function triggerOf(incident: NamedIncident, { chat, incidents }: Message): PagerdutyEvent {
  const { wallet, severity, headline, kind, atMs, trouble } = incident;
  const isAlone = incidents.length === 1;
  const lines = chat.sections.flatMap((section) => section.lines);
  const details = lines.flatMap(({ label, text }) => (label === undefined ? [] : [[label, text]]));
  return {
    event_action: 'trigger',
    dedup_key: dedupKey(incident, severity),
    payload: {
      summary: clip(headline, PAGERDUTY_LIMITS.summary),
      source: wallet,
      severity,
      timestamp: new Date(atMs).toISOString(),
      component: 'SmartlyQ wallet',
      group: trouble,
      class: kind,
      // The lines of a batch are about the first of many.
      ...(isAlone && { custom_details: Object.fromEntries(details) }),
    },
    links: chat.links.map(({ label, url }) => ({ href: url, text: label })),
    client: 'smartlyq-runway',
  };
}

function dedupKey({ wallet, trouble }: NamedIncident, severity: Severity): string {
  return clip(`smartlyq-runway/${wallet}/${trouble}/${severity}`, PAGERDUTY_LIMITS.dedupKey);
}
