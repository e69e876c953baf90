import {
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
} from '@aws-sdk/client-dynamodb';
import * as v from 'valibot';
import type { SubAccount } from '../../core/agency/sub-account.ts';
import type { SweepState } from '../../core/agency/sweep.ts';
import { type WaitingEvent, waitingEventsOf } from './event-items.ts';
import { fromItem, type Item, toItem } from './item-codec.ts';
import { putVersioned, storedVersion } from './put-versioned.ts';
import { readSweep } from './state-parts.ts';
import { EVENTS_KEY, SUB_ACCOUNTS_KEY, SWEEP_KEY, walletKey } from './table-keys.ts';

export interface LoadedSweep {
  readonly sweep: SweepState | undefined;
  /** 0: none is stored. */
  readonly version: number;
  /** What the vendor pushed and nobody has dealt with. */
  readonly waitingEvents: readonly WaitingEvent[];
}

/** What is kept of an agency beside its own wallet. */
export interface SweepStore {
  /** One strongly consistent query. */
  load(agency: string): Promise<LoadedSweep>;
  /** False: somebody else wrote since `version` was read. */
  save(agency: string, sweep: SweepState, version: number): Promise<boolean>;
  inventory(agency: string): Promise<readonly SubAccount[]>;
  putInventory(agency: string, inventory: readonly SubAccount[]): Promise<void>;
}

/** `RUN#SWEEP` changes with every run and stays small; `SUBACCOUNTS` is as long as the agency, and changes with it. */
export function createSweepStore(client: DynamoDBClient, tableName: string): SweepStore {
  async function get(agency: string, sk: string): Promise<Item | undefined> {
    const Key = keyOf(agency, sk);
    const { Item } = await client.send(
      new GetItemCommand({ TableName: tableName, Key, ConsistentRead: true }),
    );
    return Item;
  }

  return {
    async load(agency) {
      const query = new QueryCommand({
        TableName: tableName,
        KeyConditionExpression: 'pk = :agency AND sk BETWEEN :events AND :sweep',
        ExpressionAttributeValues: {
          ':agency': { S: walletKey(agency) },
          ':events': { S: EVENTS_KEY },
          ':sweep': { S: SWEEP_KEY },
        },
        ConsistentRead: true,
      });
      const { Items = [] } = await client.send(query);
      const stored = (sk: string) => Items.find((item) => item.sk?.S === sk);
      return {
        ...sweepOf(stored(SWEEP_KEY)),
        waitingEvents: waitingEventsOf(stored(EVENTS_KEY)),
      };
    },

    async save(agency, sweep, version) {
      const stored = toItem({ ...sweep, version: version + 1 });
      const item = { ...keyOf(agency, SWEEP_KEY), ...stored };
      return putVersioned(client, tableName, item, version);
    },

    async inventory(agency) {
      const stored = await get(agency, SUB_ACCOUNTS_KEY);
      const { subAccounts } = stored === undefined ? {} : fromItem(stored);
      return v.is(v.array(v.looseObject({ id: v.string() })), subAccounts)
        ? (subAccounts as unknown as SubAccount[])
        : [];
    },

    async putInventory(agency, subAccounts) {
      const stored = toItem({ subAccounts });
      await client.send(
        new PutItemCommand({
          TableName: tableName,
          Item: { ...keyOf(agency, SUB_ACCOUNTS_KEY), ...stored },
        }),
      );
    },
  };
}

/** A sweep that cannot be read begins anew. */
export function sweepOf(stored: Item | undefined): Omit<LoadedSweep, 'waitingEvents'> {
  if (stored === undefined) return { sweep: undefined, version: 0 };
  const { pk: _pk, sk: _sk, version, ...found } = fromItem(stored);
  return { sweep: readSweep(found), version: storedVersion(version) };
}

function keyOf(agency: string, sk: string): Item {
  return { pk: { S: walletKey(agency) }, sk: { S: sk } };
}
