import { RemovalPolicy } from 'aws-cdk-lib';
import { AttributeType, Billing, type ITableV2, TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { Construct } from 'constructs';
import { VARIABLES } from '../functions/settings/environment.ts';
import type { BundledFunction } from './bundled-function.ts';

export interface HistoryTableProps {
  /** Whether the history outlives the stack. @default true */
  readonly isKept?: boolean;
  /** A table that an earlier stack left behind; it is used as it is, and stays. @default a new one */
  readonly existing?: string;
}

/** The one table: readings, days, state, alerts. Its keys are a public interface, because people query them. */
export class HistoryTable extends Construct {
  readonly tableName: string;
  private readonly table: Pick<ITableV2, 'grant' | 'tableName'>;

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

  /** Lets the function record readings, state and alerts, and tells it where. It can delete nothing. */
  grantRecord(to: BundledFunction): void {
    this.table.grant(
      to,
      'dynamodb:GetItem',
      'dynamodb:Query',
      'dynamodb:PutItem',
      'dynamodb:UpdateItem',
    );
    to.addVariable(VARIABLES.table, this.tableName);
  }
}
