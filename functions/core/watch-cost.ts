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

/** One run over an agency's sub-accounts, once a minute: what it takes even where it has nothing to do. */
const SUB_RUN = { gbSeconds: 0.25, writeUnits: 1, readUnits: 1, logBytes: 1_000 } as const;
/** One reading of a sub-wallet in such a run. */
const SUB_READING = { gbSeconds: 0.02, writeUnits: 3.1, readUnits: 1, logBytes: 150 } as const;

const GB = 1024 ** 3;
const MONTH_MS = 30 * 86_400_000;

export interface WatchCounts {
  readonly polls: number;
  /** Runs over agencies' sub-accounts. @default none */
  readonly subRuns?: number;
  /** Readings of sub-wallets. @default none */
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
    polls * (INVOCATION + useOf(POLL)) +
    subRuns * (INVOCATION + useOf(SUB_RUN)) +
    subReadings * useOf(SUB_READING) +
    alerts * p.snsMail +
    months * (alarms * p.alarmMonth + metrics * METRIC_MONTH)
  );
}

/** By its schedule, with the key decrypted: kept in memory for five minutes, so at most that often. */
const INVOCATION = PRICES.lambdaRequest + PRICES.schedulerInvocation + PRICES.kmsRequest;

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
