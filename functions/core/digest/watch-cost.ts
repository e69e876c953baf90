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
const POLL = { gbSeconds: 0.39, writeUnits: 3.1, readUnits: 1, logBytes: 700 } as const;

/** One run over an agency's sub-accounts, and one reading in it; measured alike, for an agency of 200. */
const SUB_RUN = { gbSeconds: 0.17, writeUnits: 0, readUnits: 0, logBytes: 80 } as const;
const SUB_READING = { gbSeconds: 0.12, writeUnits: 3.1, readUnits: 1.2, logBytes: 0 } as const;
/** The function stays warm and keeps the key for five minutes, of its one run a minute. */
const DECRYPTS_A_RUN = 0.2;

const GB = 1024 ** 3;
const MONTH_MS = 30 * 86_400_000;

export interface WatchCounts {
  readonly polls: number;
  /** Runs over agencies' sub-accounts. @default none */
  readonly subRuns?: number;
  /** Readings of sub-accounts. @default none */
  readonly subReadings?: number;
  readonly alerts: number;
  readonly alarms: number;
  readonly metrics: number;
  readonly lengthMs: number;
}

/** A custom metric, US dollars a month. */
const METRIC_MONTH = 0.3;

/** About what the watch itself has cost: own counts × list prices, never a billing API. US dollars. */
export function watchCost(counts: WatchCounts): number {
  const { polls, subRuns = 0, subReadings = 0, alerts, alarms, metrics, lengthMs } = counts;
  const p = PRICES;
  const months = lengthMs / MONTH_MS;
  return (
    polls * (INVOCATION + p.kmsRequest + useOf(POLL)) +
    subRuns * (INVOCATION + DECRYPTS_A_RUN * p.kmsRequest + useOf(SUB_RUN)) +
    subReadings * useOf(SUB_READING) +
    alerts * p.snsMail +
    months * (alarms * p.alarmMonth + metrics * METRIC_MONTH)
  );
}

const INVOCATION = PRICES.lambdaRequest + PRICES.schedulerInvocation;

interface Use {
  readonly gbSeconds: number;
  readonly writeUnits: number;
  readonly readUnits: number;
  readonly logBytes: number;
}

function useOf({ gbSeconds, writeUnits, readUnits, logBytes }: Use): number {
  return (
    gbSeconds * PRICES.lambdaGbSecond +
    writeUnits * PRICES.dynamodbWriteUnit +
    readUnits * PRICES.dynamodbReadUnit +
    (logBytes / GB) * PRICES.logsGb
  );
}
