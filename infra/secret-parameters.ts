import { Stack } from 'aws-cdk-lib';
import type { Access } from './bundled-function.ts';

/** The longest "arn:aws-us-gov:ssm:ap-southeast-1:123456789012:parameter/", with some room. */
const ARN_PREFIX_CHARACTERS = 65;

/**
 * To be called before the stack has parts. The CDK takes every ARN for 150 characters when it splits a
 * role's policy; longer names would make policies that only the deployment finds too large.
 */
export function allowForSecretNames(stack: Stack, names: readonly string[]): void {
  const longest = Math.max(0, ...names.map(({ length }) => length));
  stack.node.setContext('@aws-cdk/aws-iam.arnSizeEstimate', ARN_PREFIX_CHARACTERS + longest);
}

/**
 * Lets the function read exactly these SecureStrings.
 *
 * No kms:Decrypt beside it: the key policy of alias/aws/ssm lets every principal of the account decrypt
 * through SSM. Who encrypts with an own key grants that key to the function's role.
 *
 * One statement each, because 200 names exceed a role's 10,240 characters of inline policy, and the CDK
 * moves whole statements into managed policies where that happens.
 */
export function readSecrets(names: readonly string[]): Access {
  return (to) => {
    for (const name of new Set(names)) {
      // The ARN has one slash, whether the name begins with one or not.
      const resourceName = name.replace(/^\//, '');
      const facts = { service: 'ssm', resource: 'parameter', resourceName };
      to.allow(['ssm:GetParameter'], Stack.of(to).formatArn(facts));
    }
  };
}
