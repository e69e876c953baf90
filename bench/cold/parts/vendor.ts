import { createSmartlyqClient } from '../../../functions/adapters/smartlyq-client.ts';

export const handler = createSmartlyqClient;
