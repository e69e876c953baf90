import { resolve } from 'node:path';
import { Duration, RemovalPolicy, Validations } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import {
  Schedule,
  ScheduleExpression,
  ScheduleGroup,
  ScheduleTargetInput,
} from 'aws-cdk-lib/aws-scheduler';
import { Construct } from 'constructs';
import { POLL_TIMEOUT_SECONDS, VARIABLES } from '../functions/settings/environment.ts';
import { SUB_ACCOUNTS_EXPRESSION, subAccountsSchedule } from '../functions/settings/schedules.ts';
import { BundledFunction } from './bundled-function.ts';
import { scheduleRole } from './schedule-role.ts';

export interface SubAccountsProps {
  readonly settingsFile: string;
  /** Ids of the wallets whose sub-accounts are watched. */
  readonly agencies: readonly string[];
}

const ENTRY = resolve(import.meta.dirname, '../functions/sub-accounts/handler.ts');

/**
 * Reads agencies' sub-accounts: one schedule an agency, once a minute, because the vendor's allowance is one of
 * requests a minute. A run that finds nothing to do costs one small read.
 */
export class SubAccounts extends Construct {
  readonly reader: BundledFunction;
  readonly groupName: string;

  constructor(scope: Construct, id: string, { settingsFile, agencies }: SubAccountsProps) {
    super(scope, id);
    this.reader = new BundledFunction(this, 'Reader', {
      entry: ENTRY,
      settingsFile,
      errorsAlarm: {
        name: 'sub-accounts fail',
        meaning: 'Sub-accounts may not be watched; alerts that wait are kept and tried again.',
        command: 'doctor',
      },
      timeout: Duration.seconds(POLL_TIMEOUT_SECONDS),
      isPlatformQuiet: true,
    });
    const { lambda } = this.reader;
    lambda.configureAsyncInvoke({ retryAttempts: 2, maxEventAge: Duration.minutes(10) });
    const reason =
      'The next minute goes on where a lost run ended: what must not be lost, an event of the vendor included, is in the table.';
    Validations.of(lambda).acknowledge(
      { id: 'Serverless::Serverless-LambdaDLQ', reason },
      { id: 'Serverless::Serverless-LambdaAsyncFailureDestination', reason },
    );
    const scheduleGroup = new ScheduleGroup(this, 'Group', {
      removalPolicy: RemovalPolicy.DESTROY,
    });
    this.groupName = scheduleGroup.scheduleGroupName;
    const role = scheduleRole(this, lambda.functionArn, scheduleGroup);
    for (const wallet of agencies) {
      new Schedule(this, wallet, {
        scheduleName: subAccountsSchedule(wallet),
        scheduleGroup,
        schedule: ScheduleExpression.expression(SUB_ACCOUNTS_EXPRESSION),
        target: {
          bind: () => ({
            arn: lambda.functionArn,
            role,
            input: ScheduleTargetInput.fromObject({ wallet }),
            // The next one is a minute away.
            retryPolicy: { maximumRetryAttempts: 0, maximumEventAgeInSeconds: 60 },
          }),
        },
      });
    }
  }

  /** Lets the webhook hand on what happened to a sub-account. */
  grantHandOn(from: BundledFunction): void {
    // Written out, because `grantInvoke` adds every version of the function with a wildcard.
    from.grantPrincipal.addToPrincipalPolicy(
      new PolicyStatement({
        actions: ['lambda:InvokeFunction'],
        resources: [this.reader.lambda.functionArn],
      }),
    );
    from.addVariable(VARIABLES.subAccountsFunction, this.reader.lambda.functionArn);
  }
}
