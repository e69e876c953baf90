import { Stack } from 'aws-cdk-lib';
import {
  Effect,
  PolicyDocument,
  PolicyStatement,
  Role,
  ServicePrincipal,
} from 'aws-cdk-lib/aws-iam';
import type { ScheduleGroup } from 'aws-cdk-lib/aws-scheduler';
import type { Construct } from 'constructs';

/**
 * May invoke exactly this function, and be assumed only for schedules of this group. The policy is
 * part of the role: as a resource of its own it could come after the first schedule fires. Written
 * out, because `LambdaInvoke` and `grantInvoke` add every version of the function with a wildcard.
 */
export function scheduleRole(scope: Construct, functionArn: string, group: ScheduleGroup): Role {
  return new Role(scope, 'Role', {
    assumedBy: new ServicePrincipal('scheduler.amazonaws.com', {
      conditions: {
        StringEquals: {
          'aws:SourceAccount': Stack.of(scope).account,
          'aws:SourceArn': group.scheduleGroupArn,
        },
      },
    }),
    inlinePolicies: {
      InvokeFunction: new PolicyDocument({
        statements: [
          new PolicyStatement({
            effect: Effect.ALLOW,
            actions: ['lambda:InvokeFunction'],
            resources: [functionArn],
          }),
        ],
      }),
    },
  });
}
