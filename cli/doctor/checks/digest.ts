import { createDigestStore } from '../../../functions/adapters/digest-item.ts';
import { OUTPUTS } from '../../../functions/settings/outputs.ts';
import { DIGEST_SCHEDULE, digestExpression } from '../../../functions/settings/schedules.ts';
import type { DigestSettings } from '../../../functions/settings/settings-schema.ts';
import { advisedDeploy } from '../advised.ts';
import { examineSchedule } from '../examine-schedule.ts';
import { type Finding, ok, wrong } from '../finding.ts';
import { logCommand } from '../log-command.ts';
import type { Patient } from '../patient.ts';

const DAY_MS = 86_400_000;
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
      name: DIGEST_SCHEDULE,
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
  const reasons = claim.attempts
    .filter(({ channel }) => missed.includes(channel))
    .map(({ channel, outcome, reason = '' }) => `${channel} ${outcome} ${reason}`.trim());
  const said = `the one of ${due.date} did not arrive everywhere: ${reasons.at(-1) ?? missed.join(', ')}`;
  return wrong('digest', said, `mend that way out; its log says more: ${logCommand(sender)}`);
}

/** When the last digest before `nowMs` was due, in local time; a claim is named by the date. */
export function lastDue(
  { every, at, weekday }: DigestSettings,
  timeZone: string,
  nowMs: number,
): { readonly date: string; readonly minute: string } {
  const now = localMinute(nowMs, timeZone);
  const todayMs = Date.parse(now.slice(0, 10));
  for (let days = 0; ; days++) {
    const dayMs = todayMs - days * DAY_MS;
    const date = new Date(dayMs).toISOString().slice(0, 10);
    const minute = `${date} ${at}`;
    if (minute <= now && (every === 'day' || weekdayOf(dayMs) === weekday)) return { date, minute };
  }
}

/** "2026-11-22 08:00": Swedish times are ISO times, and compare as text. */
function localMinute(atMs: number, timeZone: string): string {
  const format = { timeZone, dateStyle: 'short', timeStyle: 'short' } as const;
  return new Intl.DateTimeFormat('sv-SE', format).format(atMs);
}

function weekdayOf(dayMs: number): string {
  const format = { timeZone: 'UTC', weekday: 'short' } as const;
  return new Intl.DateTimeFormat('en-GB', format).format(dayMs).toLowerCase();
}
