import { Duration } from 'aws-cdk-lib';
import { TimeWindow } from 'aws-cdk-lib/aws-scheduler';
import { Construct } from 'constructs';
import { POLL_TIMEOUT_SECONDS } from '../functions/settings/environment.ts';
import { pollExpression } from '../functions/settings/schedules.ts';
import { type Access, BundledFunction } from './bundled-function.ts';
import { addSchedules } from './schedules.ts';

export interface PollProps {
  /** The file that exports the poll's `handler`. */
  readonly entry: string;
  readonly settingsFile: string;
  readonly reservedConcurrency?: number;
  readonly access: readonly Access[];
}

export class Poll extends BundledFunction {
  constructor(scope: Construct, id: string, props: PollProps) {
    super(scope, id, {
      ...props,
      errorsAlarm: {
        name: 'polls fail',
        meaning: 'The wallets may not be watched; alerts that wait are kept and tried again.',
        command: 'doctor',
      },
      timeoutSeconds: POLL_TIMEOUT_SECONDS,
      // Nobody waits for a poll, and there are 2,880 a month: a cold one takes two seconds instead of one.
      memoryMb: 256,
      isPlatformQuiet: true,
      failuresNeedNoQueue:
        'The next scheduled poll supersedes a lost one: what must not be lost, an event of the vendor included, is in the table.',
      // Scheduler counts a crashed poll as delivered: trying again, after 1 and 2 minutes, is Lambda's part.
      retriedForMinutes: 10,
    });
  }
}

export interface PollSchedulesProps {
  readonly poll: Poll;
  readonly walletIds: readonly string[];
  readonly pollMinutes: number;
}

/** One schedule per wallet, named after it, in a group of this stack's own. */
export class PollSchedules extends Construct {
  readonly groupName: string;

  constructor(scope: Construct, id: string, { poll, walletIds, pollMinutes }: PollSchedulesProps) {
    super(scope, id);
    // Scheduler's own default, 185 retries in 24 h, would replay stale polls.
    const retries = { maximumRetryAttempts: 2, maximumEventAgeInSeconds: 600 };
    const schedules = walletIds.map((wallet) => ({
      id: wallet,
      scheduleName: wallet,
      expression: pollExpression(pollMinutes),
      timeWindow: pollWindow(pollMinutes),
      input: { wallet },
    }));
    this.groupName = addSchedules(this, poll, retries, schedules);
  }
}

/** Spreads the wallets of a stack over a third of the interval, at most 5 minutes. */
function pollWindow(pollMinutes: number): TimeWindow {
  const minutes = Math.min(5, Math.floor(pollMinutes / 3));
  return minutes < 1 ? TimeWindow.off() : TimeWindow.flexible(Duration.minutes(minutes));
}
