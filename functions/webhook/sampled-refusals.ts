import type { Log } from '../engine/log.ts';

/**
 * Strangers choose how often they are refused, and every line is paid for: the first refusal of a process is logged,
 * then the 10th, the 100th and so on, with their count.
 */
export function sampledRefusals(log: Log): (why: string) => void {
  let count = 0;
  let next = 1;
  return (why) => {
    count += 1;
    if (count < next) return;
    next *= 10;
    log.info('webhook refused', { why, count });
  };
}
