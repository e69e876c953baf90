import { FALLING } from './examples.ts';
import type { Kind } from './kind.ts';
import { info } from './severities.ts';

export const memoryLost: Kind = {
  severity: info,
  meaning:
    'What was stored about earlier alerts could not be read. It was rebuilt from the readings, so an alert may be repeated or missing.',
  severityText: 'info',
  headline: (_, name) =>
    `What was stored of the alerts of ${name} could not be read: some may come again.`,
  example: {
    reason: 'the stored state could not be read in part: memory',
    facts: FALLING,
  },
};
