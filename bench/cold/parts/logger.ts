import { log } from '../../../functions/adapters/log.ts';

export const handler = log.info;
