import { createSmartlyqClient } from '../../../functions/adapters/smartlyq/smartlyq-client.ts';

export const handler = createSmartlyqClient;
