import { createDigestStore } from '../../../functions/adapters/table/digest-item.ts';
import { lastDue, localMinute } from '../../../functions/core/digest/digest-period.ts';
import { OUTPUTS } from '../../../functions/settings/outputs.ts';
import { digestExpression, scheduleNames } from '../../../functions/settings/schedules.ts';
import type { DigestSettings } from '../../../functions/settings/settings-schema.ts';
import { advisedDeploy } from '../advised.ts';
import { examineSchedule } from '../examine-schedule.ts';
import { type Finding, logCommand, ok, wrong } from '../finding.ts';
import type { Patient } from '../patient.ts';

/** Scheduler's and Lambda's own retries are over by then. */
const LATE_MS = 45 * 60_000;

/** Where the settings ask for a digest: its schedule is on, and the last one went out. */
export async function checkDigest(patient: Patient): Promise<Finding[]> {
  const { settings, stack, aws } = patient;
  const { digest, timeZone } = settings;
  if (digest === undefined) return [];
  const group = stack.outputs[OUTPUTS.digestGroup];
  if (group === undefined) {
    return [wrong('digest', `${stack.name} has none yet`, `deploy it: ${advisedDeploy(patient)}`)];
  }
  const { finding, schedule } = await examineSchedule(
    {
      what: 'schedule of the digest',
      name: scheduleNames(stack.name).digest,
      group,
      expression: digestExpression(digest),
      timeZone,
      said: `on, every ${digest.every} at ${digest.at} in ${timeZone}`,
      toRemake:
        'a deployment makes no schedule anew that it believes to be there: take "digest" out of the settings, deploy, put it back, deploy',
    },
    aws,
  );
  const sinceMs = (schedule?.LastModificationDate ?? schedule?.CreationDate)?.getTime();
  if (sinceMs === undefined) return [finding];
  return [finding, await checkLast(digest, sinceMs, String(schedule?.Target?.Arn), patient)];
}

async function checkLast(
  digest: DigestSettings,
  sinceMs: number,
  sender: string,
  { settings: { timeZone }, stack, aws, nowMs }: Patient,
): Promise<Finding> {
  const due = lastDue(digest, timeZone, nowMs - LATE_MS);
  const { claim } = await createDigestStore(aws.dynamodb, stack.table, () => nowMs).load(due.date);
  if (claim === undefined) {
    const isDue = localMinute(sinceMs, timeZone) < due.minute;
    if (!isDue) return ok('digest', 'none was due since its schedule was set');
    const advice = `its log says why: ${logCommand(sender)}`;
    return wrong('digest', `the one of ${due.date} was not sent`, advice);
  }
  const channels = Object.entries(claim.channels);
  const missed = channels.filter(([, { state }]) => state !== 'accepted').map(([name]) => name);
  if (missed.length === 0) return ok('digest', `the one of ${due.date} was sent`);
  const reasons = missed.map((name) => {
    const { outcome = 'not sent', reason = '' } = claim.deliveries[name] ?? {};
    return `${name} ${outcome} ${reason}`.trim();
  });
  const said = `the one of ${due.date} did not arrive everywhere: ${reasons.join('; ')}`;
  return wrong('digest', said, `mend that channel; its log says more: ${logCommand(sender)}`);
}
