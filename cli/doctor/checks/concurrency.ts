import { GetAccountSettingsCommand } from '@aws-sdk/client-lambda';
import { type Finding, ok, wrong } from '../finding.ts';
import type { Patient } from '../patient.ts';

/** AWS keeps this many executions for functions without a reservation. */
const UNRESERVED_AT_LEAST = 100;
const RECOMMENDED = 5;
/** A new account's quota, which one busy function uses up alone. */
const TOO_FEW = 10;

/** Whether other functions of the account can keep the poll from running. */
export async function checkConcurrency({ settings, aws }: Patient): Promise<Finding[]> {
  const { AccountLimit } = await aws.lambda.send(new GetAccountSettingsCommand());
  const all = AccountLimit?.ConcurrentExecutions ?? 0;
  const free = AccountLimit?.UnreservedConcurrentExecutions ?? 0;
  const what = 'concurrency';
  const said = `${all} executions at once in this account and region`;
  if (settings.reservedConcurrency !== undefined) {
    return [ok(what, `${settings.reservedConcurrency} are reserved for the polls; ${said}`)];
  }
  if (all < TOO_FEW) {
    const advice = 'ask for more: Service Quotas, AWS Lambda, "Concurrent executions" (it is free)';
    return [wrong(what, said, advice)];
  }
  const mayReserve = free >= UNRESERVED_AT_LEAST + RECOMMENDED;
  const hint = `; should other functions use them up, add "reservedConcurrency": ${RECOMMENDED} to the settings`;
  return [ok(what, `${said}${mayReserve ? hint : ''}`)];
}
