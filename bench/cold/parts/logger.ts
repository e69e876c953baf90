import { log } from '../../../functions/adapters/aws/log.ts';

export const handler = log.info;
