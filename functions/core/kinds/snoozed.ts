import { DAY_MS } from '../ledger/durations.ts';
import { localDayAndTime } from '../text/local-time.ts';
import { EXAMPLE_AT_MS, FALLING } from './examples.ts';
import type { Kind } from './kind.ts';
import { severityOfMute } from './severities.ts';

export const snoozed: Kind = {
  severity: severityOfMute,
  meaning:
    'Somebody muted alerts that you already know about, until a time. Worse news is still sent.',
  severityText: 'info; critical while a critical alert is open',
  headline: ({ facts }, name, timeZone) =>
    facts.untilMs === undefined
      ? `${name} is snoozed.`
      : `${name} is snoozed until ${localDayAndTime(facts.untilMs, timeZone)}.`,
  example: {
    reason: 'asked for by Ana: the invoice is on its way',
    facts: { ...FALLING, untilMs: EXAMPLE_AT_MS + DAY_MS },
  },
};
