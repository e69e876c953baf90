import type { Severity } from '../alert/alert.ts';
import type { Incident } from '../kinds/incident.ts';
import type { ChatContent } from './chat.ts';

/** One alert, worded for every kind of reader. Rendered at the moment of sending, never stored. */
export interface Message {
  /** Under 100 printable ASCII characters. */
  readonly subject: string;
  /** At most 15 lines of 72 columns. */
  readonly mail: string;
  /** One line of at most 160 GSM-7 characters. */
  readonly sms: string;
  /** For machines; its shape is published under schemas/. */
  readonly event: Readonly<Record<string, unknown>>;
  /** For SNS filter policies. */
  readonly attributes: {
    readonly severity: Severity;
    readonly kind: string;
    readonly wallet: string;
  };
  /** For chats, each of which has its own form of it. */
  readonly chat: ChatContent;
  /** For services that keep incidents. */
  readonly incidents: readonly NamedIncident[];
}

/** An incident in words. */
export interface NamedIncident extends Omit<Incident, 'alert'> {
  readonly headline: string;
  readonly kind: string;
  readonly atMs: number;
}
