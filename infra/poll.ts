import { Duration, Stack } from 'aws-cdk-lib';
import { TimeWindow } from 'aws-cdk-lib/aws-scheduler';
import { Construct } from 'constructs';
import { POLL_TIMEOUT_SECONDS } from '../functions/settings/environment.ts';
import { pollExpression, scheduleNames } from '../functions/settings/schedules.ts';
import { type Access, BundledFunction } from './bundled-function.ts';
import type { DeadLetters } from './dead-letters.ts';
import type { WatchedSchedules } from './ops-alarms.ts';
import { addSchedules } from './schedules.ts';

export interface PollProps {
  /** The file that exports the poll's `handler`. */
  readonly entry: string;
  readonly settingsFile: string;
  readonly deadLetters: DeadLetters;
  readonly reservedConcurrency?: number;
  readonly access: readonly Access[];
}

export class Poll extends BundledFunction {
  constructor(scope: Construct, id: string, props: PollProps) {
    super(scope, id, {
      ...props,
      // Scheduler counts a crashed poll as delivered: trying again is Lambda's part.
      whenFailing: { deadLetters: props.deadLetters, forMinutes: 10 },
      timeoutSeconds: POLL_TIMEOUT_SECONDS,
      // Nobody waits for a poll, and there are 2,880 a month: a cold one takes two seconds instead of one.
      memoryMb: 256,
      isPlatformQuiet: true,
    });
  }
}

export interface PollSchedulesProps {
  readonly poll: Poll;
  readonly walletIds: readonly string[];
  readonly pollMinutes: number;
}

/** One schedule per wallet, named after it and the stack, in a group of this stack's own. */
export class PollSchedules extends Construct {
  readonly groupName: string;
  readonly watched: WatchedSchedules;

  constructor(scope: Construct, id: string, { poll, walletIds, pollMinutes }: PollSchedulesProps) {
    super(scope, id);
    // Scheduler's own default, 185 retries in 24 h, would replay stale polls.
    const retries = { maximumRetryAttempts: 2, maximumEventAgeInSeconds: 600 };
    const schedules = walletIds.map((wallet) => ({
      id: wallet,
      scheduleName: scheduleNames(Stack.of(this).stackName).poll(wallet),
      expression: pollExpression(pollMinutes),
      timeWindow: pollWindow(pollMinutes),
      input: { wallet },
    }));
    const group = addSchedules(this, poll, retries, schedules);
    this.groupName = group.scheduleGroupName;
    this.watched = {
      name: 'polls are missing',
      meaning: 'Your wallets are not polled, so no alert about them can be sent.',
      group,
      count: walletIds.length,
      minutes: pollMinutes,
    };
  }
}

/** Spreads the wallets of a stack over a third of the interval, at most 5 minutes. */
function pollWindow(pollMinutes: number): TimeWindow {
  const minutes = Math.min(5, Math.floor(pollMinutes / 3));
  return minutes < 1 ? TimeWindow.off() : TimeWindow.flexible(Duration.minutes(minutes));
}
