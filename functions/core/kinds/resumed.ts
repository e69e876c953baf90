import { FALLING } from './examples.ts';
import type { Kind } from './kind.ts';
import { lastsText } from './phrases.ts';
import { severityOfMute } from './severities.ts';

export const resumed: Kind = {
  severity: severityOfMute,
  meaning: 'Somebody ended a pause or a snooze.',
  severityText: 'info; critical while a critical alert is open',
  headline: (alert, name, timeZone) => `${name} is watched again: ${lastsText(alert, timeZone)}.`,
  example: { reason: 'asked for by Ana', facts: FALLING },
};
