/** List prices of us-east-1 without free tier, US dollars (bench/prices/2026-11-22.json). */
const PRICES = {
  lambdaGbSecond: 0.0000133334,
  lambdaRequest: 0.0000002,
  dynamodbWriteUnit: 0.000000625,
  dynamodbReadUnit: 0.000000125,
  schedulerInvocation: 0.000001,
  kmsRequest: 0.000003,
  logsGb: 0.53,
  snsMail: 0.0000205,
  alarmMonth: 0.1,
} as const;

/** What one poll uses, as `npm run bench:cost` measures it. */
const POLL = { gbSeconds: 0.49, writeUnits: 3.1, readUnits: 1, logBytes: 1_450 } as const;

const GB = 1024 ** 3;
const MONTH_MS = 30 * 86_400_000;

export interface WatchCounts {
  readonly polls: number;
  readonly alerts: number;
  readonly alarms: number;
  readonly metrics: number;
  readonly lengthMs: number;
}

/** A custom metric, US dollars a month. */
const METRIC_MONTH = 0.3;

/** About what the watch itself has cost: own counts × list prices, never a billing API. US dollars. */
export function watchCost({ polls, alerts, alarms, metrics, lengthMs }: WatchCounts): number {
  const p = PRICES;
  const poll =
    POLL.gbSeconds * p.lambdaGbSecond +
    p.lambdaRequest +
    POLL.writeUnits * p.dynamodbWriteUnit +
    POLL.readUnits * p.dynamodbReadUnit +
    p.schedulerInvocation +
    p.kmsRequest +
    (POLL.logBytes / GB) * p.logsGb;
  const months = lengthMs / MONTH_MS;
  return (
    polls * poll + alerts * p.snsMail + months * (alarms * p.alarmMonth + metrics * METRIC_MONTH)
  );
}
