import { fixedSecret } from '../../../functions/adapters/aws/secret-source.ts';
import { createSmartlyqClient } from '../../../functions/adapters/smartlyq/smartlyq-client.ts';
import { SmartlyqError } from '../../../functions/adapters/smartlyq/smartlyq-error.ts';
import { createSweepStore } from '../../../functions/adapters/table/sweep-items.ts';
import type { SweepState } from '../../../functions/core/agency/sweep.ts';
import { durationText } from '../../../functions/core/text/numbers.ts';
import type { Workspace } from '../../../functions/core/vendor/workspace.ts';
import { staleAfterMs } from '../../../functions/engine/runtime.ts';
import { OUTPUTS } from '../../../functions/settings/outputs.ts';
import { SUB_ACCOUNTS_EXPRESSION, scheduleNames } from '../../../functions/settings/schedules.ts';
import { type Agency, agenciesOf } from '../../../functions/settings/wallet-settings.ts';
import { DEVELOPER_PAGE } from '../../setup/register-webhook.ts';
import { advisedDeploy, advisedSetup } from '../advised.ts';
import { examineSchedule } from '../examine-schedule.ts';
import { type Finding, logCommand, ok, wrong } from '../finding.ts';
import type { Patient } from '../patient.ts';

/** So many ids that the vendor does not list are named. */
const MAX_NAMED = 5;
const REMAKE =
  'a deployment makes no schedule anew that it believes to be there: take "subAccounts" out of the settings, deploy, put it back, deploy';

/** Where a wallet's sub-accounts are watched: the key may list them, the schedule is on, and they are being read. */
export async function checkSubAccounts(patient: Patient): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const agency of agenciesOf(patient.settings)) {
    findings.push(...(await checkList(agency, patient)), ...(await checkReading(agency, patient)));
  }
  return findings;
}

async function checkList(agency: Agency, patient: Patient): Promise<Finding[]> {
  const what = `sub-accounts of ${agency.id}`;
  const key = (await patient.parameters.read(agency.apiKeyParameter))?.value;
  // That its key is missing is told by the line of the key.
  if (key === undefined) return [];
  const vendor = createSmartlyqClient({
    ...patient.api,
    apiKey: fixedSecret(key),
    clock: Date.now,
  });
  try {
    return [listed(what, agency, (await vendor.listWorkspaces()).workspaces)];
  } catch (error) {
    if (!(error instanceof SmartlyqError)) throw error;
    return [wrong(what, error.message, adviceOn(error, agency, patient))];
  }
}

function listed(what: string, { subAccounts }: Agency, there: readonly Workspace[]): Finding {
  const count = there.length === 1 ? '1 is listed' : `${there.length} are listed`;
  if (subAccounts === 'all') return ok(what, `${count}, and all are watched`);
  const missing = subAccounts.filter((id) => !there.some((one) => one.id === id));
  if (missing.length === 0) return ok(what, `${count}, and ${subAccounts.length} watched`);
  const more = missing.length > MAX_NAMED ? ` and ${missing.length - MAX_NAMED} more` : '';
  const said = `SmartlyQ does not list ${missing.slice(0, MAX_NAMED).join(', ')}${more}`;
  return wrong(what, said, 'correct "subAccounts" in the settings, and deploy');
}

function adviceOn({ kind, retryable }: SmartlyqError, { id }: Agency, patient: Patient): string {
  if (kind === 'forbidden') return `give the key that scope at ${DEVELOPER_PAGE}`;
  if (kind === 'conflict') {
    return `store a key of the agency's workspace: ${advisedSetup(patient, `--wallet ${id}`)}; or take "subAccounts" out of the settings`;
  }
  return retryable ? 'try again in some minutes' : 'see the line of the key';
}

async function checkReading(agency: Agency, patient: Patient): Promise<Finding[]> {
  const { stack, aws } = patient;
  const what = `schedule of the sub-accounts of ${agency.id}`;
  const group = stack.outputs[OUTPUTS.subAccountsGroup];
  if (group === undefined) {
    const said = `${stack.name} does not read them yet`;
    return [wrong(what, said, `deploy it: ${advisedDeploy(patient)}`)];
  }
  const { finding, schedule } = await examineSchedule(
    {
      what,
      name: scheduleNames(stack.name).subAccounts(agency.id),
      group,
      expression: SUB_ACCOUNTS_EXPRESSION,
      said: 'on, every minute',
      toRemake: REMAKE,
    },
    aws,
  );
  const reader = schedule?.Target?.Arn;
  if (reader === undefined) return [finding];
  const { sweep } = await createSweepStore(aws.dynamodb, stack.table).load(agency.id);
  return [finding, lastRead(agency, sweep, reader, patient)];
}

function lastRead(
  { id }: Agency,
  sweep: SweepState | undefined,
  reader: string,
  { settings, nowMs }: Patient,
): Finding {
  const what = `reading of the sub-accounts of ${id}`;
  const advice = `its log says why: ${logCommand(reader)}`;
  if (sweep === undefined) {
    return wrong(what, 'none so far', `the first comes within a minute of deploying; ${advice}`);
  }
  const ageMs = nowMs - sweep.answeredAtMs;
  const ago = ageMs < 90_000 ? 'a moment ago' : `${durationText(ageMs)} ago`;
  if (sweep.fault !== undefined) {
    return wrong(what, `the last answer came ${ago}; since then: ${sweep.fault}`, advice);
  }
  if (ageMs > staleAfterMs(settings.pollMinutes)) return wrong(what, `the last was ${ago}`, advice);
  return ok(what, `the last was ${ago}`);
}
