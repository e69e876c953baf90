import { GetMetricStatisticsCommand } from '@aws-sdk/client-cloudwatch';
import { GetAccountSettingsCommand } from '@aws-sdk/client-lambda';
import { paginateListSchedules } from '@aws-sdk/client-scheduler';
import { GetServiceSettingCommand, type SSMClient } from '@aws-sdk/client-ssm';
import { DAY_MS } from '../../../functions/core/ledger/durations.ts';
import { type Finding, ok, wrong } from '../finding.ts';
import type { Patient } from '../patient.ts';

/** AWS keeps this many executions for functions without a reservation. */
const UNRESERVED_AT_LEAST = 100;
const RECOMMENDED = 5;
/** The quota of a new account, which one busy function uses up alone. */
const TOO_FEW = 10;
/** Of a quota: what uses more of it will soon be refused some. */
const MUCH = 0.8;
/** https://docs.aws.amazon.com/scheduler/latest/UserGuide/scheduler-quotas.html, 24 November 2026 */
const SCHEDULES = 1_000_000;
/** Beyond, counting takes longer than it is worth. */
const SCHEDULE_PAGES = 20;
/** Reads a second: https://docs.aws.amazon.com/general/latest/gr/ssm.html, 24 November 2026 */
const PARAMETER_READS = { standard: 40, high: 10_000 } as const;
const HIGH_THROUGHPUT = '/ssm/parameter-store/high-throughput-enabled';
/** Scheduler starts what is due within a minute, without a window of its own. */
const SHORTEST_WINDOW_SECONDS = 60;

/** What the account allows, and how much of it is used. */
export async function checkQuotas(patient: Patient): Promise<Finding[]> {
  return [
    await checkConcurrency(patient),
    await checkSchedules(patient),
    await checkParameterReads(patient),
  ];
}

/** Whether other functions of the account can keep the poll from running. */
async function checkConcurrency({ settings, aws, nowMs }: Patient): Promise<Finding> {
  const { AccountLimit } = await aws.lambda.send(new GetAccountSettingsCommand());
  const all = AccountLimit?.ConcurrentExecutions ?? 0;
  const free = AccountLimit?.UnreservedConcurrentExecutions ?? 0;
  const { Datapoints = [] } = await aws.cloudwatch.send(
    new GetMetricStatisticsCommand({
      Namespace: 'AWS/Lambda',
      MetricName: 'ConcurrentExecutions',
      StartTime: new Date(nowMs - DAY_MS),
      EndTime: new Date(nowMs),
      Period: DAY_MS / 1_000,
      Statistics: ['Maximum'],
    }),
  );
  const used = Math.max(0, ...Datapoints.map(({ Maximum = 0 }) => Maximum));
  const what = 'concurrency';
  const said = `${all} executions at once in this account and region, at most ${used} were used in the last day`;
  const advice = 'ask for more: Service Quotas, AWS Lambda, "Concurrent executions" (it is free)';
  if (all <= TOO_FEW || used >= MUCH * all) return wrong(what, said, advice);
  if (settings.reservedConcurrency !== undefined) {
    return ok(what, `${settings.reservedConcurrency} are reserved for the polls; ${said}`);
  }
  const mayReserve = free >= UNRESERVED_AT_LEAST + RECOMMENDED;
  const hint = `; should other functions use them up, add "reservedConcurrency": ${RECOMMENDED} to the settings`;
  return ok(what, `${said}${mayReserve ? hint : ''}`);
}

async function checkSchedules({ aws }: Patient): Promise<Finding> {
  let count = 0;
  let pages = 0;
  for await (const { Schedules = [] } of paginateListSchedules(
    { client: aws.scheduler },
    { MaxResults: 100 },
  )) {
    count += Schedules.length;
    pages += 1;
    if (pages === SCHEDULE_PAGES) break;
  }
  const more = pages === SCHEDULE_PAGES ? 'at least ' : '';
  return ok('schedules', `${more}${count} of ${SCHEDULES} in this account and region`);
}

/** Polls that start cold read their secrets; so do all others that use Parameter Store in the account. */
async function checkParameterReads({ settings, aws }: Patient): Promise<Finding> {
  const { wallets, channels, heartbeatParameter, pollMinutes } = settings;
  const isHigh = await isHighThroughput(aws.ssm);
  const limit = isHigh ? PARAMETER_READS.high : PARAMETER_READS.standard;
  const secretsAPoll = 2 + channels.length + (heartbeatParameter === undefined ? 0 : 1);
  const windowSeconds = Math.max(SHORTEST_WINDOW_SECONDS, 60 * Math.min(5, pollMinutes / 3));
  const most = Math.ceil((wallets.length * secretsAPoll) / windowSeconds);
  const what = 'Parameter Store';
  const said = `${limit} reads a second in this account and region, the polls take up to ${most}`;
  if (most < MUCH * limit) return ok(what, said);
  return wrong(
    what,
    said,
    'raise pollMinutes, or switch higher throughput on: Systems Manager, Parameter Store, Settings (AWS charges for it)',
  );
}

/** Who may not read the setting has the quota that is safe to assume. */
async function isHighThroughput(ssm: SSMClient): Promise<boolean> {
  try {
    const { ServiceSetting } = await ssm.send(
      new GetServiceSettingCommand({ SettingId: HIGH_THROUGHPUT }),
    );
    return ServiceSetting?.SettingValue === 'true';
  } catch {
    return false;
  }
}
