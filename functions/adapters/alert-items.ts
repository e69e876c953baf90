import type { UpdateItemCommandInput } from '@aws-sdk/client-dynamodb';
import { marshall, NumberValueImpl as NumberValue, unmarshall } from '@aws-sdk/util-dynamodb';
import type { OutboxEntry } from '../core/outbox.ts';
import type { Item } from './history-items.ts';
import { isoTime } from './table-keys.ts';

/** One attempt to send an alert over one channel, and how it ended. */
export interface Attempt {
  /** "sns", "slack:<name>", or "outbox" where the alert left it unsent. */
  readonly channel: string;
  readonly atMs: number;
  readonly outcome: 'accepted' | 'refused' | 'failed' | 'dropped';
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
  readonly balance: string;
  readonly currency: string;
  readonly burnPerDay: number;
  readonly runwayP10Days?: number;
  readonly runwayP50Days?: number;
  readonly runwayP90Days?: number;
  readonly levelDays?: number;
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
  const { facts } = alert;
  const attributes: Record<string, unknown> = {
    kind: alert.kind,
    severity: alert.severity,
    reason: alert.reason,
    balance: NumberValue.from(facts.balance.decimal),
    currency: facts.balance.currency,
    burnPerDay: facts.burnPerDay,
    ...(facts.runwayDays && {
      runwayP10Days: facts.runwayDays.p10,
      runwayP50Days: facts.runwayDays.p50,
      runwayP90Days: facts.runwayDays.p90,
    }),
    ...(facts.levelDays !== undefined && { levelDays: facts.levelDays }),
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
  const { pk: _pk, sk, balance, ...found } = unmarshall(stored, { wrapNumbers: String });
  const numbers = ['burnPerDay', 'runwayP10Days', 'runwayP50Days', 'runwayP90Days', 'levelDays'];
  for (const name of numbers) if (name in found) found[name] = Number(found[name]);
  return { id: String(sk).slice('ALERT#'.length), balance, ...found } as RecordedAlert;
}
