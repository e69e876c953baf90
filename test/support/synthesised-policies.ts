import { runSimulation } from '@cloud-copilot/iam-simulate';
import type { Template } from 'aws-cdk-lib/assertions';
import type { AwsCall } from './call-recorder.ts';

export const ACCOUNT = '123456789012';
export const REGION = 'eu-central-1';

type Resources = Readonly<
  Record<string, { readonly Type: string; readonly Properties?: Readonly<Record<string, unknown>> }>
>;

const PSEUDO: Readonly<Record<string, string>> = {
  'AWS::Partition': 'aws',
  'AWS::Region': REGION,
  'AWS::AccountId': ACCOUNT,
  'AWS::URLSuffix': 'amazonaws.com',
};
const ARN: Readonly<Record<string, string>> = {
  'AWS::DynamoDB::GlobalTable': 'dynamodb:R:A:table/',
  'AWS::SNS::Topic': 'sns:R:A:',
  'AWS::Lambda::Function': 'lambda:R:A:function:',
  'AWS::Logs::LogGroup': 'logs:R:A:log-group:',
  'AWS::SQS::Queue': 'sqs:R:A:',
};

/** A template as if it was deployed: every reference is the name or ARN of what it leads to. */
export function deployedTemplate(template: Template) {
  const resources = template.toJSON().Resources as Resources;

  function arnOf(id: string): string {
    const form = ARN[resources[id]?.Type ?? ''];
    if (form === undefined) throw new Error(`no ARN for ${id}, a ${resources[id]?.Type}`);
    return `arn:aws:${form.replace('R', REGION).replace('A', ACCOUNT)}${id}`;
  }

  function resolved(value: unknown): unknown {
    if (Array.isArray(value)) return value.map(resolved);
    if (typeof value !== 'object' || value === null) return value;
    const [[name, inner] = []] = Object.entries(value);
    if (name === 'Ref') {
      const id = String(inner);
      const isTopic = resources[id]?.Type === 'AWS::SNS::Topic';
      return PSEUDO[id] ?? (isTopic ? arnOf(id) : id);
    }
    if (name === 'Fn::GetAtt') return inner[1] === 'Arn' ? arnOf(inner[0]) : inner.join('.');
    if (name === 'Fn::Join') return (resolved(inner[1]) as string[]).join(inner[0]);
    return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, resolved(one)]));
  }

  return {
    /** Of a function, by the logical id of its role. */
    policiesOf(role: string): unknown[] {
      return Object.values(resources)
        .filter(({ Type, Properties }) => {
          const roles = Properties?.Roles as readonly { readonly Ref: string }[] | undefined;
          return Type.startsWith('AWS::IAM::') && roles?.some(({ Ref }) => Ref === role);
        })
        .map(({ Properties }) => resolved(Properties?.PolicyDocument));
    },
    variablesOf(functionId: string): Record<string, string> {
      const { Environment = {} } = resources[functionId]?.Properties ?? {};
      const { Variables = {} } = Environment as { readonly Variables?: object };
      return resolved(Variables) as Record<string, string>;
    },
    arnOf,
  };
}

/** What IAM says to a call of a principal that has these policies and no others. */
export async function isAllowed(policies: readonly unknown[], call: AwsCall): Promise<boolean> {
  const result = await runSimulation(
    {
      request: {
        principal: `arn:aws:iam::${ACCOUNT}:role/principal`,
        action: call.action,
        resource: { resource: call.resource, accountId: ACCOUNT },
        contextVariables: { ...call.context },
      },
      identityPolicies: policies.map((policy, at) => ({ name: `policy ${at}`, policy })),
      serviceControlPolicies: [],
      resourceControlPolicies: [],
    },
    {},
  );
  if (result.resultType === 'error') throw new Error(JSON.stringify(result.errors));
  return result.overallResult === 'Allowed';
}
