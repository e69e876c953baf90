import type { OutboxEntry } from '../../functions/core/alert/outbox.ts';

/** An alert that is still on its way, for machines. */
export interface WaitingRow {
  readonly id: string;
  readonly kind: string;
  readonly severity: string;
  /** Channel by channel: "waiting", "sending", "accepted", "refused". */
  readonly channels: Readonly<Record<string, string>>;
  /** Quiet hours hold it until then. */
  readonly heldUntil?: string;
}

export function waitingRow({ id, alert, channels, holdUntilMs }: OutboxEntry): WaitingRow {
  const { kind, severity } = alert;
  const states = Object.entries(channels).map(([name, { state }]) => [name, state]);
  return {
    id,
    kind,
    severity,
    channels: Object.fromEntries(states),
    ...(holdUntilMs !== undefined && { heldUntil: new Date(holdUntilMs).toISOString() }),
  };
}
