import { FALLING } from './examples.ts';
import type { Kind } from './kind.ts';
import { severityOfMute } from './severities.ts';

export const paused: Kind = {
  severity: severityOfMute,
  meaning: 'Somebody turned off all alerts of a wallet.',
  severityText: 'info; critical while a critical alert is open',
  headline: (_, name) => `${name} is paused: no alerts until somebody resumes it.`,
  example: { reason: 'asked for by Ana', facts: FALLING },
};
