import { FINE } from './examples.ts';
import type { Kind } from './kind.ts';
import { info } from './severities.ts';

export const test: Kind = {
  severity: info,
  meaning: 'Somebody ran `test-alert`.',
  severityText: 'info',
  trouble: 'test',
  headline: (_, name) => `Test: alerts of ${name} arrive here.`,
  example: { reason: 'somebody asked for a test message', facts: FINE },
};
