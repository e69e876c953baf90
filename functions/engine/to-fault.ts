import type { SmartlyqError, SmartlyqErrorKind } from '../adapters/smartlyq/smartlyq-error.ts';
import type { Fault, FaultKind } from '../core/alert/fault.ts';

const KINDS: Readonly<Record<SmartlyqErrorKind, FaultKind>> = {
  unauthorized: 'key-rejected',
  forbidden: 'key-rejected',
  'key-malformed': 'key-rejected',
  'bad-answer': 'bad-answer',
  refused: 'bad-answer',
  conflict: 'bad-answer',
  'rate-limited': 'unavailable',
  unavailable: 'unavailable',
  // Only where there have been readings: somebody took the key away.
  'key-missing': 'unavailable',
};

/** What a failed read means for the decision; its message is already fit to be shown. */
export function toFault({ kind, message, scope }: SmartlyqError): Fault {
  return {
    kind: KINDS[kind],
    said: message,
    ...(kind === 'forbidden' && { isForbidden: true }),
    scope,
  };
}
