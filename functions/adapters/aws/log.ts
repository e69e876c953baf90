import { Logger } from '@aws-lambda-powertools/logger';
import { redact } from '../http/outside-text.ts';

/**
 * The one logger. Level from `POWERTOOLS_LOG_LEVEL`, otherwise INFO.
 * The last guard: whatever looks like one of our secrets is taken out of every line, whoever wrote it.
 */
export const log = new Logger({
  serviceName: 'runway',
  jsonReplacerFn: (_key, value) => (typeof value === 'string' ? redact(value) : value),
});
