import { awsError } from '../stack-table.ts';
import { checkAlarms } from './checks/alarms.ts';
import { checkChannels } from './checks/channels.ts';
import { checkDeployment } from './checks/deployment.ts';
import { checkDigest } from './checks/digest.ts';
import { checkEvents } from './checks/events.ts';
import { checkKeys } from './checks/keys.ts';
import { checkLedger } from './checks/ledger.ts';
import { checkLinkKey } from './checks/link-key.ts';
import { checkLostRuns } from './checks/lost-runs.ts';
import { checkOldSecrets } from './checks/old-secrets.ts';
import { checkPolls } from './checks/poll.ts';
import { checkQuotas } from './checks/quotas.ts';
import { checkRequestLog } from './checks/request-log.ts';
import { checkSchedules } from './checks/schedules.ts';
import { checkSubAccounts } from './checks/sub-accounts.ts';
import { checkSubscriptions } from './checks/subscriptions.ts';
import { checkTable } from './checks/table.ts';
import { checkWebhooks } from './checks/webhooks.ts';
import { type Finding, wrong } from './finding.ts';
import type { Patient } from './patient.ts';

type Check = (patient: Patient) => Promise<Finding[]>;

/** In the order of a reading's way: what is deployed, in, through, and out. */
const CHECKS: readonly (readonly [string, Check])[] = [
  ['deployment', checkDeployment],
  ['history', checkTable],
  ['keys', checkKeys],
  ['old secrets', checkOldSecrets],
  ['schedules', checkSchedules],
  ['polls', checkPolls],
  ['lost runs', checkLostRuns],
  ['sums', checkLedger],
  ['request log', checkRequestLog],
  ['sub-accounts', checkSubAccounts],
  ['webhooks', checkWebhooks],
  ['events', checkEvents],
  ['subscriptions', checkSubscriptions],
  ['channels', checkChannels],
  ['links', checkLinkKey],
  ['digest', checkDigest],
  ['alarms', checkAlarms],
  ['quotas', checkQuotas],
];

/** Makes every check; one that cannot be made is a finding, too. */
export async function* examine(patient: Patient): AsyncGenerator<Finding> {
  for (const [name, check] of CHECKS) {
    try {
      yield* await check(patient);
    } catch (error) {
      const { message } = awsError(error, patient.stack.name);
      const advice =
        'let the credentials that run doctor look at it, or deploy again if it is gone';
      yield wrong(name, `could not be checked: ${message}`, advice);
    }
  }
}
