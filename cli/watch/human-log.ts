import { cleanName } from '../../functions/core/text/clean-name.ts';
import type { Log } from '../../functions/engine/log.ts';

const MAX_LINE = 400;

export interface HumanLogOptions {
  /** Takes one line, without its end. */
  readonly write: (line: string) => void;
  readonly clock: () => number;
}

/** Short lines for somebody who watches: "14:07:02 alert sent: channel slack, outcome accepted". */
export function createHumanLog({ write, clock }: HumanLogOptions): Log {
  const line = (message: string, facts: Record<string, unknown>): void => {
    const notified = Object.entries(facts)
      .filter(([name, value]) => name !== 'atMs' && !isOwnWallet(name, value) && isPlain(value))
      .map(([name, value]) => `${name} ${String(value)}`)
      .join(', ');
    write(stamped(notified === '' ? message : `${message}: ${notified}`, clock()));
  };
  return {
    // Of each poll and run the watch itself says more, and shorter.
    info: (message, facts) =>
      ['polled', 'sub-accounts'].includes(message) ? undefined : line(message, facts),
    warn: line,
    error: line,
  };
}

/** "14:07:02 text", in the machine's own time, as a terminal's user expects it. */
export function stamped(text: string, atMs: number): string {
  const time = new Date(atMs).toTimeString().slice(0, 8);
  return `${time} ${cleanName(text, MAX_LINE)}`;
}

/** The watch has one; its sub-accounts are many. */
function isOwnWallet(name: string, value: unknown): boolean {
  return name === 'wallet' && !String(value).includes('/');
}

function isPlain(value: unknown): boolean {
  return ['string', 'number', 'boolean'].includes(typeof value);
}
