import { RemovalPolicy } from 'aws-cdk-lib';
import { AttributeType, Billing, type ITableV2, TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import {
  DIGESTS_KEY,
  eventsKey,
  snoozeKey,
  walletKey,
} from '../functions/adapters/table/table-keys.ts';
import { VARIABLES } from '../functions/settings/environment.ts';
import type { Access, BundledFunction } from './bundled-function.ts';

export interface HistoryTableProps {
  /** Whether the history outlives the stack. @default true */
  readonly isKept?: boolean;
  /** A table that an earlier stack left behind; it is used as it is, and stays. @default a new one */
  readonly existing?: string;
}

/** The one table: readings, days, state, alerts. Its keys are a public interface, because people query them. */
export class HistoryTable extends Construct {
  readonly tableName: string;
  private readonly table: Pick<ITableV2, 'grant' | 'tableArn' | 'tableName'>;

  constructor(scope: Construct, id: string, { isKept = true, existing }: HistoryTableProps = {}) {
    super(scope, id);
    this.table =
      existing === undefined ? this.made(isKept) : TableV2.fromTableName(this, 'Table', existing);
    this.tableName = this.table.tableName;
  }

  private made(isKept: boolean): TableV2 {
    return new TableV2(this, 'Table', {
      partitionKey: { name: 'pk', type: AttributeType.STRING },
      sortKey: { name: 'sk', type: AttributeType.STRING },
      timeToLiveAttribute: 'expiresAt',
      billing: Billing.onDemand(),
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      deletionProtection: isKept,
      removalPolicy: isKept ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
    });
  }

  /**
   * Lets the function claim and look up items of the partitions `EVENT#…`, and change the attribute `waiting` alone
   * in those of the wallets: whoever takes over the function behind an open address can note that something happened,
   * and read or change nothing else.
   */
  readonly claimEvents: Access = (to) => {
    this.grantIn(to, eventsKey('*'), 'dynamodb:GetItem', 'dynamodb:PutItem');
    to.grantPrincipal.addToPrincipalPolicy(
      new PolicyStatement({
        actions: ['dynamodb:UpdateItem'],
        resources: [this.table.tableArn],
        conditions: {
          'ForAllValues:StringLike': {
            'dynamodb:LeadingKeys': [walletKey('*')],
            'dynamodb:Attributes': ['pk', 'sk', 'waiting'],
          },
          // ForAllValues is true of nothing at all.
          Null: { 'dynamodb:LeadingKeys': 'false', 'dynamodb:Attributes': 'false' },
          StringEqualsIfExists: { 'dynamodb:ReturnValues': ['NONE'] },
        },
      }),
    );
    to.addVariable(VARIABLES.table, this.tableName);
  };

  /** Lets the function record readings, state and alerts, and tells it where. It can delete nothing. */
  readonly record: Access = (to) => {
    this.grantRead(to, 'dynamodb:PutItem', 'dynamodb:UpdateItem');
  };

  /**
   * Lets the function read, and write items of the partitions `SNOOZE#…` alone: whoever takes over the
   * function behind an open address can silence a wallet for three days, and change or delete nothing else.
   */
  readonly readAndSnooze: Access = (to) => {
    this.grantRead(to);
    this.grantIn(to, snoozeKey('*'), 'dynamodb:PutItem');
  };

  /** Lets the function read, and write what it has sent to the partition of the digests alone. */
  readonly readAndDigest: Access = (to) => {
    this.grantRead(to);
    this.grantIn(to, DIGESTS_KEY, 'dynamodb:PutItem');
  };

  private grantRead(to: BundledFunction, ...more: string[]): void {
    this.table.grant(to, 'dynamodb:GetItem', 'dynamodb:Query', ...more);
    to.addVariable(VARIABLES.table, this.tableName);
  }

  /** `partition` may end in "*". */
  private grantIn(to: BundledFunction, partition: string, ...actions: string[]): void {
    to.grantPrincipal.addToPrincipalPolicy(
      new PolicyStatement({
        actions,
        resources: [this.table.tableArn],
        conditions: {
          'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': [partition] },
          // ForAllValues is true of nothing at all.
          Null: { 'dynamodb:LeadingKeys': 'false' },
        },
      }),
    );
  }
}
