import { SSMClient } from '@aws-sdk/client-ssm';
import { createSecrets } from '../../../functions/adapters/aws/secrets.ts';

export const handler = createSecrets({ client: new SSMClient(), clock: Date.now }).source;
