import { resolve } from 'node:path';
import { Stack, TimeZone } from 'aws-cdk-lib';
import { ContextAttribute } from 'aws-cdk-lib/aws-scheduler';
import { Construct } from 'constructs';
import { DIGEST_TIMEOUT_SECONDS } from '../functions/settings/environment.ts';
import { digestExpression, scheduleNames } from '../functions/settings/schedules.ts';
import type { DigestSettings } from '../functions/settings/settings-schema.ts';
import { type Access, BundledFunction } from './bundled-function.ts';
import type { DeadLetters } from './dead-letters.ts';
import { addSchedules } from './schedules.ts';

export interface DigestProps extends DigestSettings {
  readonly settingsFile: string;
  readonly deadLetters: DeadLetters;
  /** IANA name; the schedule follows its summer time. */
  readonly timeZone: string;
  readonly access: readonly Access[];
}

const ENTRY = resolve(import.meta.dirname, '../functions/digest/handler.ts');

/** The summary at the owner's time of day. A crashed run is tried again by Lambda, under the same claim. */
export class Digest extends Construct {
  readonly groupName: string;

  constructor(scope: Construct, id: string, props: DigestProps) {
    super(scope, id);
    const { every, at, weekday, timeZone, settingsFile, deadLetters, access } = props;
    const sender = new BundledFunction(this, 'Sender', {
      entry: ENTRY,
      settingsFile,
      whenFailing: { deadLetters, forMinutes: 30 },
      timeoutSeconds: DIGEST_TIMEOUT_SECONDS,
      access,
    });
    const retries = { maximumRetryAttempts: 2, maximumEventAgeInSeconds: 1_800 };
    const schedule = {
      id: 'Schedule',
      scheduleName: scheduleNames(Stack.of(this).stackName).digest,
      expression: digestExpression({ every, at, weekday }),
      timeZone: TimeZone.of(timeZone),
      input: { scheduledAt: ContextAttribute.scheduledTime },
    };
    this.groupName = addSchedules(this, sender, retries, [schedule]).scheduleGroupName;
  }
}
