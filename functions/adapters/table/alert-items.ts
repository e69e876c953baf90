import type { UpdateItemCommandInput } from '@aws-sdk/client-dynamodb';
import { NumberValueImpl as NumberValue } from '@aws-sdk/util-dynamodb';
import type { Alert, AlertFacts, AlertKind, Severity } from '../../core/alert/alert.ts';
import {
  type Attempt,
  countedAs,
  type Delivery,
  deliveryAfter,
} from '../../core/alert/delivery.ts';
import type { OutboxEntry } from '../../core/alert/outbox.ts';
import { parseAmount } from '../../core/ledger/amount.ts';
import { fromItem, type Item, toItem } from './item-codec.ts';

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
  /** Every further fact, under its own name: `topUp`, `scope`, `failingChannel`, `untilMs` … */
  readonly facts?: Partial<AlertFacts>;
  /** By channel, "sns", "slack:billing" and the like, or "terminal"; one that was not tried yet is absent. */
  readonly deliveries: Readonly<Record<string, Delivery>>;
}

type Update = Pick<
  UpdateItemCommandInput,
  | 'UpdateExpression'
  | 'ConditionExpression'
  | 'ExpressionAttributeNames'
  | 'ExpressionAttributeValues'
>;

/** The alert's first record: its facts, which are written once, and a place for each channel. */
export function firstRecord(
  { alert, channels }: OutboxEntry,
  attempts: readonly Attempt[],
): Update {
  const { balance, burnPerDay, runwayDays, levelDays, ...facts } = alert.facts;
  const tried = attempts.map((one) => [one.channel, deliveryAfter(undefined, one)]);
  const untried = Object.keys(channels).map((name) => [name, {}]);
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
    levelDays,
    facts,
    deliveries: Object.fromEntries([...untried, ...tried]),
  };
  const names = Object.keys(attributes).filter((name) => attributes[name] !== undefined);
  return {
    UpdateExpression: `SET ${names.map((name) => `#${name} = :${name}`).join(', ')}`,
    ConditionExpression: 'attribute_not_exists(#deliveries)',
    ExpressionAttributeNames: Object.fromEntries(names.map((name) => [`#${name}`, name])),
    ExpressionAttributeValues: toItem(
      Object.fromEntries(names.map((name) => [`:${name}`, attributes[name]])),
    ),
  };
}

/**
 * Counts attempts into the alert's record: each is one more of its kind, whoever else writes at the same time.
 * The table refuses it as a ValidationException where there is no first record yet.
 */
export function furtherRecord(attempts: readonly Attempt[]): Update {
  const set: string[] = [];
  const remove: string[] = [];
  const names: Record<string, string> = { '#deliveries': 'deliveries' };
  const values: Record<string, unknown> = {};
  for (const [at, attempt] of attempts.entries()) {
    names[`#channel${at}`] = attempt.channel;
    const counted = countedAs(attempt.outcome);
    const { outcome, reason, lastAt, firstAt, isPossibleRepeat } = deliveryAfter(
      undefined,
      attempt,
    );
    const pathOf = (name: string) => {
      names[`#${name}`] = name;
      return `#deliveries.#channel${at}.#${name}`;
    };
    for (const [name, value] of Object.entries({ outcome, reason, lastAt, isPossibleRepeat })) {
      if (value === undefined) continue;
      values[`:${name}${at}`] = value;
      set.push(`${pathOf(name)} = :${name}${at}`);
    }
    if (reason === undefined) remove.push(pathOf('reason'));
    values[`:firstAt${at}`] = firstAt;
    set.push(`${pathOf('firstAt')} = if_not_exists(${pathOf('firstAt')}, :firstAt${at})`);
    if (counted === undefined) continue;
    Object.assign(values, { ':none': 0, ':one': 1 });
    set.push(`${pathOf(counted)} = if_not_exists(${pathOf(counted)}, :none) + :one`);
  }
  return {
    UpdateExpression: `SET ${set.join(', ')}${remove.length > 0 ? ` REMOVE ${remove.join(', ')}` : ''}`,
    ExpressionAttributeNames: names,
    ExpressionAttributeValues: toItem(values),
  };
}

export function recordedAlertOf(stored: Item): RecordedAlert {
  const { balance, facts, ...others } = stored;
  // Only the balance needs every digit.
  const { pk: _pk, sk, deliveries, ...found } = fromItem(others);
  return {
    ...found,
    deliveries: triedOf(deliveries as Parameters<typeof triedOf>[0]),
    id: String(sk).slice('ALERT#'.length),
    ...(balance?.N !== undefined && { balance: balance.N }),
    ...(facts?.M && { facts: fromItem(facts.M) }),
  } as RecordedAlert;
}

/** Without the places of channels that were not tried yet. */
function triedOf(deliveries: Readonly<Record<string, Partial<Delivery>>> = {}) {
  return Object.fromEntries(Object.entries(deliveries).filter(([, { outcome }]) => outcome));
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
