import { ASSUMPTIONS, type Prices } from './bill.ts';
import type { AgencyUnits } from './measure-agency.ts';
import type { PollSeconds } from './measure-cold-poll.ts';
import type { TemplateParts } from './template-parts.ts';

const GB = 1024 ** 3;

/** What is not measured here; each is on the safe side. */
export const AGENCY_ASSUMPTIONS = {
  /** Of the function that reads them. */
  memoryMb: 512,
  /** Of SmartlyQ and the table for one sub-account, over connections that stand. */
  waitSecondsEach: 0.15,
  /** The API key is kept for five minutes. */
  decryptsAnHour: 12,
  /** One request over a connection that stands. */
  sentBytesEach: 500,
  /** Asking a sub-account computes as much as a whole poll by a function that has just started. */
  function: 'always warm: it runs every minute',
} as const;

/** Dollars a month for an agency's sub-accounts; its own wallet and the stack come on top. */
export function agencyBill(
  parts: TemplateParts,
  units: AgencyUnits,
  subAccounts: number,
  computed: PollSeconds,
  prices: Prices,
): Readonly<Record<string, number>> {
  const a = { ...ASSUMPTIONS, ...AGENCY_ASSUMPTIONS };
  const hours = a.daysAMonth * 24;
  const cpuSeconds = computed.warm * (a.mbOfAProcessor / a.memoryMb);
  const seconds =
    units.runs * (cpuSeconds + a.waitSeconds) + units.readings * (cpuSeconds + a.waitSecondsEach);
  const gbSeconds = (seconds * a.memoryMb) / 1024;
  const platformBytes = parts.isPlatformQuiet ? 0 : a.platformLogBytes;
  const logBytes = units.logBytes + units.runs * platformBytes;
  const keptReadings = (units.readings / subAccounts) * 24 * a.historyDays;
  const keptGb = (subAccounts * keptReadings * units.bytesPerReading) / GB;
  const recovery = parts.isPointInTimeRecovery ? prices.dynamodbRecoveryGbMonth : 0;
  return {
    Lambda: hours * (gbSeconds * prices.lambdaGbSecondArm + units.runs * prices.lambdaRequest),
    'DynamoDB writes': hours * units.writeUnits * prices.dynamodbWriteUnit,
    'DynamoDB reads': hours * units.readUnits * prices.dynamodbReadUnit,
    'DynamoDB storage': keptGb * (prices.dynamodbGbMonth + recovery),
    Scheduler: hours * units.runs * prices.schedulerInvocation,
    'KMS (decrypting the key)': hours * a.decryptsAnHour * prices.kmsRequest,
    Logs: ((hours * logBytes) / GB) * (prices.logsGbIngested + prices.logsGbMonth),
    Transfer: ((hours * units.readings * a.sentBytesEach) / GB) * prices.transferOutGb,
  };
}
