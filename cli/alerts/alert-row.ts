import type { RecordedAlert } from '../../functions/adapters/table/alert-items.ts';
import type { OutboxEntry } from '../../functions/core/alert/outbox.ts';
import { type ExactNumber, exactText } from '../output/exact-number.ts';
import { waitingRow } from './waiting-row.ts';

/** An alert for machines: the names of its `ALERT#` item, and how far it is where it is still on its way. */
export interface AlertRow extends Omit<RecordedAlert, 'balance'> {
  /** When it was decided, ISO, UTC. */
  readonly time: string;
  /** Absent where the wallet had never been read. */
  readonly balance?: ExactNumber;
  /** Channels that have not taken it yet: "waiting" or "sending". */
  readonly waiting?: Readonly<Record<string, string>>;
  readonly heldUntil?: string;
}

/** What is recorded, with what is still in the outbox; oldest first. */
export function alertRows(
  recorded: readonly RecordedAlert[],
  outbox: readonly OutboxEntry[],
): AlertRow[] {
  const rows = new Map(recorded.map((alert) => [alert.id, recordedRow(alert)]));
  for (const entry of outbox) {
    rows.set(entry.id, { ...(rows.get(entry.id) ?? outboxRow(entry)), ...onItsWay(entry) });
  }
  return [...rows.values()].toSorted((a, b) => (a.id < b.id ? -1 : 1));
}

function recordedRow({ id, balance, ...facts }: RecordedAlert): AlertRow {
  const exact = balance === undefined ? {} : { balance: exactText(balance) };
  return { id, time: timeOf(id), ...facts, ...exact };
}

/** No attempt has been made, so there is no `ALERT#` item yet. */
function outboxRow({ id, alert }: OutboxEntry): AlertRow {
  const { kind, severity, reason, facts } = alert;
  const { balance, burnPerDay, runwayDays, levelDays, ...others } = facts;
  return {
    id,
    time: timeOf(id),
    kind,
    severity,
    reason,
    ...(balance && { balance: exactText(balance.decimal), currency: balance.currency }),
    burnPerDay,
    ...(runwayDays && {
      runwayP10Days: runwayDays.p10,
      runwayP50Days: runwayDays.p50,
      runwayP90Days: runwayDays.p90,
    }),
    levelDays,
    facts: others,
    deliveries: {},
  };
}

function onItsWay(entry: OutboxEntry): Pick<AlertRow, 'waiting' | 'heldUntil'> {
  const { channels, heldUntil } = waitingRow(entry);
  const waiting = Object.entries(channels).filter(
    ([, state]) => state === 'waiting' || state === 'sending',
  );
  return {
    waiting: Object.fromEntries(waiting),
    heldUntil,
  };
}

function timeOf(id: string): string {
  return id.split('#', 1)[0] ?? '';
}
