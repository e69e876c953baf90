import { Annotations, CfnParameter, type Stack, Validations } from 'aws-cdk-lib';

/**
 * A fresh clone synthesises from the example settings, so that the template can be looked at and
 * checked; deployed they would watch nothing and write to strangers. An app cannot see whether it is
 * synthesised for a deployment, but a parameter without a value stops one before anything is created.
 */
export function refuseToDeployExample(stack: Stack): void {
  Annotations.of(stack).addInfo(
    'No runway.config.json: synthesised from runway.config.example.json, to look at. Copy it to runway.config.json and edit it before deploying.',
  );
  new CfnParameter(stack, 'CopyRunwayConfigExampleJsonFirst', {
    description:
      'Has no value on purpose: copy runway.config.example.json to runway.config.json, edit it, and deploy again.',
  });
  Validations.of(stack).acknowledge({
    id: 'CloudFormation-Validate::W2001',
    reason: 'The parameter is not referenced because it only has to be missing.',
  });
}
