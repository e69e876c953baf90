import { resolve } from 'node:path';
import { Construct } from 'constructs';
import { POLL_TIMEOUT_SECONDS } from '../functions/settings/environment.ts';
import { SUB_ACCOUNTS_EXPRESSION, subAccountsSchedule } from '../functions/settings/schedules.ts';
import { type Access, BundledFunction } from './bundled-function.ts';
import { addSchedules } from './schedules.ts';

export interface SubAccountsProps {
  readonly settingsFile: string;
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

  constructor(scope: Construct, id: string, { settingsFile, agencies, access }: SubAccountsProps) {
    super(scope, id);
    this.reader = new BundledFunction(this, 'Reader', {
      entry: ENTRY,
      settingsFile,
      errorsAlarm: {
        name: 'sub-accounts fail',
        meaning: 'Sub-accounts may not be watched; alerts that wait are kept and tried again.',
        command: 'doctor',
      },
      timeoutSeconds: POLL_TIMEOUT_SECONDS,
      isPlatformQuiet: true,
      failuresNeedNoQueue:
        'The next minute goes on where a lost run ended: what must not be lost, an event of the vendor included, is in the table.',
      retriedForMinutes: 10,
      access,
    });
    // The next one is a minute away.
    const retries = { maximumRetryAttempts: 0, maximumEventAgeInSeconds: 60 };
    const schedules = agencies.map((wallet) => ({
      id: wallet,
      scheduleName: subAccountsSchedule(wallet),
      expression: SUB_ACCOUNTS_EXPRESSION,
      input: { wallet },
    }));
    this.groupName = addSchedules(this, this.reader, retries, schedules);
  }
}
