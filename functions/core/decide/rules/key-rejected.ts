import type { FaultRule } from './rule.ts';

/** Fires at once: the client has already read the key afresh and tried again. */
export const keyRejectedRule: FaultRule = ({ run }) =>
  run.kind === 'key-rejected'
    ? { fires: 'key-rejected', reason: run.said }
    : { skips: 'the key was not rejected' };
