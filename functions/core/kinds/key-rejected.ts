import { FALLING, SEEN } from './examples.ts';
import type { Kind } from './kind.ts';
import type { FaultRule } from './rule.ts';
import { severityOfBlindness } from './severities.ts';

/** Fires at once: the client has already read the key afresh and tried again. */
const keyRejectedRule: FaultRule = ({ run }) =>
  run.kind === 'key-rejected'
    ? { fires: 'key-rejected', reason: run.said }
    : { skips: 'the key was not rejected' };

export const keyRejected: Kind = {
  severity: severityOfBlindness,
  meaning:
    'SmartlyQ rejected the API key, and you have not replaced it yet. Names the missing scope, if there is one.',
  severityText: 'critical if the wallet may be empty within a day, otherwise warning',
  faultRule: keyRejectedRule,
  isOpen: (_, { fault }) => fault?.notified?.kind === 'key-rejected',
  subjects: ['readings'],
  trouble: 'readings',
  openText: () => 'its API key is not accepted',
  headline: ({ facts: { scope, isForbidden } }, name) => {
    if (scope !== undefined) {
      return `${name} cannot be read: its API key lacks the scope ${scope}. Add it.`;
    }
    return isForbidden
      ? `${name} cannot be read: its API key may not read the balance. Check its scopes and the plan.`
      : `${name} cannot be read: its API key is not accepted. Replace it.`;
  },
  example: {
    reason:
      'SmartlyQ rejects the API key (401 INVALID_API_KEY): it is wrong or revoked. Create one at https://app.smartlyq.com/my/developer and run setup',
    facts: { ...FALLING, ...SEEN },
  },
};
