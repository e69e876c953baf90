import { readFileSync } from 'node:fs';
import type { Settings } from './settings-schema.ts';

/** Environment variables that infra sets and the functions read. Names only: nothing secret stands in one. */
export const VARIABLES = {
  /** The history table's name. */
  table: 'RUNWAY_TABLE',
  /** The alert topic's ARN. */
  topicArn: 'RUNWAY_TOPIC_ARN',
  /** The ARN of the topic for Amazon Q Developer in chat applications. @default there is none */
  chatTopicArn: 'RUNWAY_CHAT_TOPIC_ARN',
  /** The SmartlyQ API's address. @default the vendor's */
  baseUrl: 'RUNWAY_BASE_URL',
  /** The poll function's ARN, for whom events are handed on to. */
  pollFunction: 'RUNWAY_POLL_FUNCTION',
  /** The sub-accounts function's ARN, for whom events of sub-accounts are handed on to. */
  subAccountsFunction: 'RUNWAY_SUB_WALLETS_FUNCTION',
  /** The report function's address, which the links in messages lead to. */
  reportUrl: 'RUNWAY_REPORT_URL',
} as const;

export interface Environment {
  readonly table: string;
  readonly topicArn: string;
  /** Absent: the settings ask for no chat topic. */
  readonly chatTopicArn?: string;
  /** Present only where it overrides the vendor's address. */
  readonly baseUrl?: string;
  /** Absent: messages carry no links. */
  readonly reportUrl?: string;
}

/** Thrown when a function's environment lacks what it needs; names every such variable. */
export class EnvironmentError extends Error {
  override readonly name = 'EnvironmentError';
}

/**
 * @param env `process.env`, or what stands for it
 * @throws EnvironmentError with all missing or blank variables
 */
export function readEnvironment(env: Readonly<Record<string, string | undefined>>): Environment {
  const table = env[VARIABLES.table]?.trim() ?? '';
  const topicArn = env[VARIABLES.topicArn]?.trim() ?? '';
  const baseUrl = env[VARIABLES.baseUrl];
  const faults = [
    ...requiredFault(VARIABLES.table, env),
    ...requiredFault(VARIABLES.topicArn, env),
    ...(baseUrl?.trim() === '' ? [`${VARIABLES.baseUrl} is blank (leave it out instead)`] : []),
  ];
  if (faults.length > 0) {
    throw new EnvironmentError(`${faults.join('; ')}: deploy the stack again`);
  }
  const reportUrl = env[VARIABLES.reportUrl]?.trim();
  const chatTopicArn = env[VARIABLES.chatTopicArn]?.trim();
  return {
    table,
    topicArn,
    ...(chatTopicArn ? { chatTopicArn } : {}),
    ...(baseUrl === undefined ? {} : { baseUrl: baseUrl.trim() }),
    ...(reportUrl ? { reportUrl } : {}),
  };
}

/** All that the report function needs. @throws EnvironmentError when it is missing or blank */
export function readTableName(env: Readonly<Record<string, string | undefined>>): string {
  const [fault] = requiredFault(VARIABLES.table, env);
  if (fault !== undefined) throw new EnvironmentError(`${fault}: deploy the stack again`);
  return env[VARIABLES.table]?.trim() ?? '';
}

export interface WebhookEnvironment {
  readonly table: string;
  readonly pollFunction: string;
  /** Absent: no wallet's sub-accounts are watched. */
  readonly subAccountsFunction?: string;
}

/** @throws EnvironmentError with all missing or blank variables of the webhook function */
export function readWebhookEnvironment(
  env: Readonly<Record<string, string | undefined>>,
): WebhookEnvironment {
  const faults = [VARIABLES.table, VARIABLES.pollFunction].flatMap((name) =>
    requiredFault(name, env),
  );
  if (faults.length > 0) throw new EnvironmentError(`${faults.join('; ')}: deploy the stack again`);
  const subAccountsFunction = env[VARIABLES.subAccountsFunction]?.trim();
  return {
    table: env[VARIABLES.table]?.trim() ?? '',
    pollFunction: env[VARIABLES.pollFunction]?.trim() ?? '',
    ...(subAccountsFunction ? { subAccountsFunction } : {}),
  };
}

function requiredFault(name: string, env: Readonly<Record<string, string | undefined>>): string[] {
  if (env[name] === undefined) return [`${name} is missing`];
  return env[name].trim() === '' ? [`${name} is blank`] : [];
}

/** The vendor's address, where the environment names no other. */
export const VENDOR_BASE_URL = 'https://api.smartlyq.com/v1';

/** The poll function is stopped after this long; its leases and deadlines are derived of it. */
export const POLL_TIMEOUT_SECONDS = 60;

/** The digest function is stopped after this long; its lease is derived of it. */
export const DIGEST_TIMEOUT_SECONDS = 60;

/** CloudWatch metrics of one wallet, where the settings ask for them. */
export const WALLET_METRICS = ['RunwayDays', 'Balance', 'BurnPerDay'] as const;

/**
 * The settings beside a deployed function: checked, and with their defaults, because infra wrote them so. Checking
 * them at every cold start would take a tenth of it, most of that to load what knows the time zones.
 */
export function deployedSettings(file: URL): Settings {
  return JSON.parse(readFileSync(file, 'utf8'));
}
