import type { UpdateItemCommandInput } from '@aws-sdk/client-dynamodb';
import { marshall, NumberValueImpl as NumberValue, unmarshall } from '@aws-sdk/util-dynamodb';
import type { Alert, AlertFacts, AlertKind, Severity } from '../core/alert.ts';
import { parseAmount } from '../core/amount.ts';
import type { OutboxEntry } from '../core/outbox.ts';
import type { Item } from './history-items.ts';
import { isoTime } from './table-keys.ts';

/** One attempt to send an alert over one channel, and how it ended. */
export interface Attempt {
  /** "sns", "slack:<name>", "terminal" on one machine, or "outbox" where the alert left it unsent. */
  readonly channel: string;
  readonly atMs: number;
  /** `shown`: on this machine's terminal, and sent to nobody. */
  readonly outcome: 'accepted' | 'shown' | 'refused' | 'failed' | 'dropped';
  readonly reason?: string;
  readonly isPossibleRepeat?: boolean;
}

/** An `ALERT#` item: what was decided, why, and how each channel answered. */
export interface RecordedAlert {
  /** "<ISO time>#<kind>" */
  readonly id: string;
  readonly kind: string;
  readonly severity: string;
  readonly reason: string;
  /** Absent where the wallet had never been read. */
  readonly balance?: string;
  readonly currency?: string;
  readonly burnPerDay: number;
  readonly runwayP10Days?: number;
  readonly runwayP50Days?: number;
  readonly runwayP90Days?: number;
  readonly levelDays?: number;
  /** Every further fact, under its own name: `topUp`, `scope`, `wayOut`, `untilMs` … */
  readonly facts?: Partial<AlertFacts>;
  readonly attempts: readonly (Omit<Attempt, 'atMs'> & { readonly at: string })[];
}

/** Facts are written once; attempts are added. Written again after a crash it stays the same alert. */
export function attemptUpdate(
  { alert }: OutboxEntry,
  { atMs, ...attempt }: Attempt,
): Pick<
  UpdateItemCommandInput,
  'UpdateExpression' | 'ExpressionAttributeNames' | 'ExpressionAttributeValues'
> {
  const { balance, burnPerDay, runwayDays, levelDays, ...facts } = alert.facts;
  const attributes: Record<string, unknown> = {
    kind: alert.kind,
    severity: alert.severity,
    reason: alert.reason,
    ...(balance && { balance: NumberValue.from(balance.decimal), currency: balance.currency }),
    burnPerDay,
    ...(runwayDays && {
      runwayP10Days: runwayDays.p10,
      runwayP50Days: runwayDays.p50,
      runwayP90Days: runwayDays.p90,
    }),
    ...(levelDays !== undefined && { levelDays }),
    facts,
  };
  const names = Object.keys(attributes);
  return {
    UpdateExpression: `SET ${names.map((name) => `#${name} = :${name}`).join(', ')}, #attempts = list_append(if_not_exists(#attempts, :none), :attempts)`,
    ExpressionAttributeNames: {
      ...Object.fromEntries(names.map((name) => [`#${name}`, name])),
      '#attempts': 'attempts',
    },
    ExpressionAttributeValues: marshall(
      {
        ...Object.fromEntries(names.map((name) => [`:${name}`, attributes[name]])),
        ':none': [],
        ':attempts': [{ at: isoTime(atMs), ...attempt }],
      },
      { removeUndefinedValues: true },
    ),
  };
}

export function recordedAlertOf(stored: Item): RecordedAlert {
  const { balance, facts, ...others } = stored;
  // Only the balance needs every digit.
  const { pk: _pk, sk, ...found } = unmarshall(others);
  return {
    ...found,
    id: String(sk).slice('ALERT#'.length),
    ...(balance?.N !== undefined && { balance: balance.N }),
    ...(facts?.M && { facts: unmarshall(facts.M) }),
  } as RecordedAlert;
}

/** The alert again, as it was decided: enough to word it as it was sent. */
export function alertOf(recorded: RecordedAlert): Alert {
  const { id, balance, currency, burnPerDay, levelDays, facts = {} } = recorded;
  const { runwayP10Days: p10, runwayP50Days: p50, runwayP90Days: p90 } = recorded;
  const isDated = p10 !== undefined && p50 !== undefined && p90 !== undefined;
  return {
    kind: recorded.kind as AlertKind,
    severity: recorded.severity as Severity,
    reason: recorded.reason,
    atMs: Date.parse(id.split('#', 1)[0] ?? ''),
    facts: {
      forecastState: 'idle',
      ...facts,
      ...(balance !== undefined &&
        currency !== undefined && { balance: parseAmount(balance, currency) }),
      burnPerDay,
      runwayDays: isDated ? { p10, p50, p90 } : null,
      ...(levelDays !== undefined && { levelDays }),
    },
  };
}
