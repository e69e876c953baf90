import type prices202611 from '../prices/2026-11-22.json';
import { coldShare } from './cold-share.ts';
import type { PollSeconds } from './measure-cold-poll.ts';
import type { PollUnits } from './measure-polls.ts';
import type { TemplateParts } from './template-parts.ts';

export type Prices = typeof prices202611;

/** What is not measured here; each is on the safe side. */
export const ASSUMPTIONS = {
  daysAMonth: 30,
  /** A function with 1,769 MB has one processor to itself; smaller ones have their share of it. */
  mbOfAProcessor: 1_769,
  /** Waiting for SSM, DynamoDB and SmartlyQ, which no memory shortens. */
  waitSeconds: 0.25,
  /** Scheduler spreads a round of polls evenly over its flexible window, a third of the rhythm. */
  maxWindowMinutes: 5,
  /**
   * AWS uses an environment again, and does not say for how long. Ten idle minutes were seen
   * (https://mikhail.io/2019/08/aws-lambda-cold-starts-after-10-minutes/): enough for a round, not for the next.
   */
  environment: 'stays warm within a round of polls, never until the next',
  /** START, END and REPORT of a run, as JSON, and CloudWatch's 26 bytes for each line. */
  platformLogBytes: 900,
  /** Confirmed mail addresses. */
  emails: 1,
  /** Readings are kept this long. */
  historyDays: 400,
  /** To SmartlyQ, its handshake included; what comes in, and what stays in the region, is free. */
  sentBytes: 2_500,
  /** Bundles of the last deployments. */
  assetBytes: 5_000_000,
} as const;

const GB = 1024 ** 3;

/** Dollars a month; `fixed` is there however many wallets there are, `byWallet` is one wallet's. */
export interface Bill {
  /** Of the polls, 0 to 1. */
  readonly coldShare: number;
  readonly fixed: Readonly<Record<string, number>>;
  readonly byWallet: Readonly<Record<string, number>>;
}

/** The bill of one wallet among those of the template, and of a stack without any. */
export function billOf(
  parts: TemplateParts,
  units: PollUnits,
  computed: PollSeconds,
  pollMinutes: number,
  prices: Prices,
): Bill {
  const a = ASSUMPTIONS;
  const polls = (a.daysAMonth * 24 * 60) / pollMinutes;
  const billed = (cpuSeconds: number) =>
    cpuSeconds * (a.mbOfAProcessor / parts.memoryMb) + a.waitSeconds;
  const cold = coldShare({
    wallets: parts.schedules,
    windowSeconds: 60 * Math.min(a.maxWindowMinutes, Math.floor(pollMinutes / 3)),
    pollSeconds: billed(computed.cold),
  });
  const billedSeconds = cold * billed(computed.cold) + (1 - cold) * billed(computed.warm);
  const gbSeconds = (polls * billedSeconds * parts.memoryMb) / 1024;
  const logGb = (polls * (units.logBytes + (parts.isPlatformQuiet ? 0 : a.platformLogBytes))) / GB;
  const readings = (a.historyDays * 24 * 60) / pollMinutes;
  const historyGb = (readings * units.bytesPerReading) / GB;
  const recovery = parts.isPointInTimeRecovery ? prices.dynamodbRecoveryGbMonth : 0;
  return {
    coldShare: cold,
    fixed: {
      Alarms: parts.alarms * prices.alarmMonth,
      'S3 (bundles)': (a.assetBytes / GB) * prices.s3GbMonth,
    },
    byWallet: {
      Lambda: gbSeconds * prices.lambdaGbSecondArm + polls * prices.lambdaRequest,
      'DynamoDB writes': polls * units.writeUnits * prices.dynamodbWriteUnit,
      'DynamoDB reads': polls * units.readUnits * prices.dynamodbReadUnit,
      'DynamoDB storage': historyGb * (prices.dynamodbGbMonth + recovery),
      Scheduler: polls * prices.schedulerInvocation,
      'KMS (decrypting the key)': polls * prices.kmsRequest,
      Logs: logGb * (prices.logsGbIngested + prices.logsGbMonth),
      SNS: units.alerts * (prices.snsPublish + a.emails * prices.snsEmail),
      Transfer: ((polls * a.sentBytes) / GB) * prices.transferOutGb,
    },
  };
}

export function sum(dollars: Readonly<Record<string, number>>): number {
  return Object.values(dollars).reduce((total, one) => total + one, 0);
}
