import type { FaultRule } from './rule.ts';

/** Fires at once: the client has already read the key afresh and tried again. */
export const keyRejectedRule: FaultRule = ({ run }) =>
  run.kind === 'key-rejected'
    ? { notify: 'key-rejected', reason: run.said }
    : { quiet: 'the key was not rejected' };
