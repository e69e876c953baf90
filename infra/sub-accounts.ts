import { resolve } from 'node:path';
import { Stack } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { POLL_TIMEOUT_SECONDS } from '../functions/settings/environment.ts';
import { SUB_ACCOUNTS_EXPRESSION, scheduleNames } from '../functions/settings/schedules.ts';
import { type Access, BundledFunction } from './bundled-function.ts';
import type { DeadLetters } from './dead-letters.ts';
import type { WatchedSchedules } from './ops-alarms.ts';
import { addSchedules } from './schedules.ts';

export interface SubAccountsProps {
  readonly settingsFile: string;
  readonly deadLetters: DeadLetters;
  /** Ids of the wallets whose sub-accounts are watched. */
  readonly agencies: readonly string[];
  readonly access: readonly Access[];
}

const ENTRY = resolve(import.meta.dirname, '../functions/sub-accounts/handler.ts');

/**
 * Reads agencies' sub-accounts: one schedule an agency, once a minute, because the vendor's allowance is one of
 * requests a minute. A run that finds nothing to do costs one small read.
 */
export class SubAccounts extends Construct {
  readonly reader: BundledFunction;
  readonly groupName: string;
  readonly watched: WatchedSchedules;

  constructor(scope: Construct, id: string, props: SubAccountsProps) {
    super(scope, id);
    const { settingsFile, deadLetters, agencies, access } = props;
    this.reader = new BundledFunction(this, 'Reader', {
      entry: ENTRY,
      settingsFile,
      whenFailing: { deadLetters, forMinutes: 10 },
      timeoutSeconds: POLL_TIMEOUT_SECONDS,
      isPlatformQuiet: true,
      access,
    });
    // The next one is a minute away.
    const retries = { maximumRetryAttempts: 0, maximumEventAgeInSeconds: 60 };
    const schedules = agencies.map((wallet) => ({
      id: wallet,
      scheduleName: scheduleNames(Stack.of(this).stackName).subAccounts(wallet),
      expression: SUB_ACCOUNTS_EXPRESSION,
      input: { wallet },
    }));
    const group = addSchedules(this, this.reader, retries, schedules);
    this.groupName = group.scheduleGroupName;
    this.watched = {
      name: 'sub-accounts are not read',
      meaning: 'Sub-accounts are not watched, so no alert about them can be sent.',
      group,
      count: agencies.length,
      minutes: 1,
    };
  }
}
