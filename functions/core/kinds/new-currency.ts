import type { Kind } from './kind.ts';
import { info } from './severities.ts';

export const newCurrency: Kind = {
  severity: info,
  meaning: 'SmartlyQ changed the wallet to another currency. The forecast starts again.',
  severityText: 'info',
  isResolution: true,
  headline: ({ facts }, name) =>
    `${name} now counts in ${facts.balance?.currency ?? 'another currency'}: learning its spend afresh.`,
  example: {
    reason: 'the wallet now counts in USD, before in SQC',
    facts: {
      balance: { decimal: '42.50', currency: 'USD' },
      burnPerDay: 0,
      forecastState: 'learning',
      runwayDays: { p10: 0.25, p50: 4, p90: 60 },
      previousCurrency: 'SQC',
    },
  },
};
