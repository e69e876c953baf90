import { SmartlyqError } from '../../functions/adapters/smartlyq/smartlyq-error.ts';
import { byNumber, isPresent } from '../../functions/core/agency/sub-account.ts';
import type { AgencyRuntime } from '../../functions/sub-accounts/agency.ts';
import { runSweep, type SweepReport } from '../../functions/sub-accounts/run-sweep.ts';
import { CommandError } from '../command-error.ts';
import type { Job } from './in-turn.ts';

/** The schedule of a deployed stack. */
const EVERY_MS = 60_000;

/** Once a minute as many as the allowance permits; `tell` takes a line of what was done. */
export function subAccountRuns(deps: AgencyRuntime, tell: (text: string) => void): Job {
  let lastRefusal = '';
  return {
    everyMs: EVERY_MS,
    run: async () => {
      try {
        const { text, hasDone } = await run(deps);
        if (!hasDone) return;
        tell(`sub-accounts: ${text}`);
        lastRefusal = '';
      } catch (error) {
        const text = refusalText(error, deps.wallet.name);
        if (text !== lastRefusal) tell(text);
        lastRefusal = text;
      }
    },
  };
}

/** @returns how far it came, in one line. @throws CommandError when nothing could be read */
export async function readOnce(deps: AgencyRuntime): Promise<string> {
  try {
    const { text } = await run(deps);
    return `sub-accounts: ${text}`;
  } catch (error) {
    throw new CommandError(refusalText(error, deps.wallet.name), { cause: error });
  }
}

interface Outcome {
  /** For people, without a line break: "26 of 200 read in this sweep". */
  readonly text: string;
  /** Somebody was read, or something told. */
  readonly hasDone: boolean;
}

async function run(deps: AgencyRuntime): Promise<Outcome> {
  const report = await runSweep(deps);
  const { total, done, heldMs } = await progressOf(deps);
  if (report === undefined && heldMs > 0) {
    const seconds = Math.ceil(heldMs / 1_000);
    return { text: `a run that was cut short holds them for ${seconds} s more`, hasDone: false };
  }
  if (report === undefined || report.ended === 'waiting') {
    return { text: `all ${total} had their turn, the next sweep is not due yet`, hasDone: false };
  }
  const { read, failed, notified, ended } = report;
  const facts = [
    `${read} read`,
    ended === 'sweep' ? `all ${total} in this sweep` : `${done} of ${total} in this sweep`,
    ...(failed > 0 ? [`${failed} could not be read`] : []),
    ...(notified > 0
      ? [notified === 1 ? '1 alert told' : `${notified} alerts told in one message`]
      : []),
    ...(ended === 'sweep' ? [] : [WHY_NOT_ALL[ended]]),
  ];
  return { text: facts.join(', '), hasDone: read + failed + notified > 0 };
}

const WHY_NOT_ALL: Readonly<Record<Exclude<SweepReport['ended'], 'sweep' | 'waiting'>, string>> = {
  allowance: 'the share of this minute is used',
  time: 'its time was up',
  fault: 'SmartlyQ did not answer',
};

/** Why nothing was read, and that the rest goes on. */
function refusalText(error: unknown, agency: string): string {
  const { message } = error as Error;
  const isHers = error instanceof SmartlyqError && ['forbidden', 'conflict'].includes(error.kind);
  const advice = isHers
    ? `, or take "subAccounts" out of the settings; ${agency} itself is watched`
    : '';
  return `sub-accounts not read: ${message}${advice}`;
}

interface Progress {
  readonly total: number;
  /** How many the present sweep has come to. */
  readonly done: number;
  /** How long another run is still taken to be at work, milliseconds; ≤ 0: none is. */
  readonly heldMs: number;
}

async function progressOf({
  sweeps,
  wallet,
  clock,
}: Pick<AgencyRuntime, 'sweeps' | 'wallet' | 'clock'>): Promise<Progress> {
  const [{ sweep }, inventory] = await Promise.all([
    sweeps.load(wallet.id),
    sweeps.inventory(wallet.id),
  ]);
  const ids = inventory.filter(isPresent).map(({ id }) => id);
  const afterId = sweep?.afterId;
  const done = afterId === undefined ? ids : ids.filter((id) => byNumber(id, afterId) <= 0);
  return {
    total: ids.length,
    done: done.length,
    heldMs: (sweep?.leaseUntilMs ?? 0) - clock(),
  };
}
