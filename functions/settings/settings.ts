import { readFileSync } from 'node:fs';
import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as v from 'valibot';
import { contradictionsIn } from './contradictions.ts';
import { jsonFaultPosition } from './json-fault.ts';
import { withoutSecrets } from './secret-look.ts';
import { SettingsError } from './settings-error.ts';
import { faultOf, pathOf, secretFaults } from './settings-faults.ts';
import { type SettingsFile, settingsSchema, type WEEKDAYS } from './settings-schema.ts';

export { policyOf } from './policy-of.ts';
export { SettingsError } from './settings-error.ts';
export { MAX_WALLETS } from './settings-schema.ts';

export const SETTINGS_FILE = 'runway.config.json';

export interface WalletSettings {
  /** 1 to 32 of a-z, 0-9 and "-"; part of the history's keys, so it stays. */
  readonly id: string;
  /** For people. @default the id */
  readonly name: string;
  /** SSM parameter that holds the API key. @default /smartlyq-runway/<id>/api-key */
  readonly apiKeyParameter: string;
  /** SSM parameter that holds the signing secret of the vendor's webhook. @default it takes no webhooks */
  readonly webhookSecretParameter?: string;
  /** Sub-accounts of an agency that are watched as wallets of their own, at most 1,000. @default none */
  readonly subAccounts?: 'all' | readonly string[];
  /** What reading them may take of the requests a minute that the key's other users leave, 0.05 to 1. @default 0.5 */
  readonly subAccountsShare?: number;
}

export interface SlackSettings {
  /** Unique; names the channel in an alert's record. "sns" is the topic's. */
  readonly name: string;
  /** SSM parameter that holds the webhook URL. */
  readonly parameter: string;
  /** @default 'info' */
  readonly minSeverity: 'info' | 'warning' | 'critical';
  /** @default every wallet */
  readonly wallets?: readonly string[];
}

export interface DigestSettings {
  readonly every: 'day' | 'week';
  /** Local time "HH:MM". @default "08:00" */
  readonly at: string;
  /** Of a weekly digest. @default 'mon' */
  readonly weekday: (typeof WEEKDAYS)[number];
}

/** runway.config.json, checked and with its defaults. Holds names of secrets, never secrets. */
export interface Settings {
  /** 1 to 200. */
  readonly wallets: readonly WalletSettings[];
  /** IANA name. @default "UTC" */
  readonly timeZone: string;
  /** Where alerts go. @default none */
  readonly email: readonly string[];
  /** Where faults of the watcher itself go. @default email */
  readonly opsEmail: readonly string[];
  /** @default none */
  readonly slack: readonly SlackSettings[];
  /** Whole minutes, 1 to 60. @default 15 */
  readonly pollMinutes: number;
  /** Days of runway to alert at, 1 to 5 of them, each 0.1 to 60, falling. @default [7, 3, 1] */
  readonly levelsDays: readonly number[];
  /** In the wallet's own currency. @default see floorOf */
  readonly floor?: number;
  /** In the wallet's own currency, below `floor`. @default see emptyAtOf */
  readonly emptyAt?: number;
  /** Local times "HH:MM". @default none */
  readonly quietHours?: { readonly from: string; readonly to: string };
  /** A summary to all who hear alerts. @default none */
  readonly digest?: DigestSettings;
  /** SSM parameter that holds the key which signs the links in messages. @default /smartlyq-runway/link-key */
  readonly linkKeyParameter: string;
  /** CloudWatch metrics of each wallet: $0.90 a wallet and month. @default false */
  readonly metrics: boolean;
  /** SSM parameter that holds an https address to call after each good poll. @default none */
  readonly heartbeatParameter?: string;
  /** A table of an earlier stack, whose history goes on. @default the stack makes its own */
  readonly historyTable?: string;
  /** Polls that the account keeps room for, 1 to 100; no more than these run at once. @default none */
  readonly reservedConcurrency?: number;
}

/** @throws SettingsError with all faults, each naming the setting, its value and what it must be */
export function parseSettings(json: unknown): Settings {
  if (Array.isArray(json)) throw new SettingsError(['the settings: a list must be one object']);
  const result = v.safeParse(settingsSchema, json);
  const secrets = secretFaults(json);
  const secretPaths = new Set(secrets.map(({ path }) => path));
  const malformed = (result.issues ?? [])
    // A pasted secret is one fault, not also a malformed name.
    .filter(({ type, path }) => type === 'never' || !secretPaths.has(keysOf(path)))
    .map(faultOf);
  const contradictions = isRecord(json) ? contradictionsIn(json) : [];
  const faults = [...secrets.map(({ fault }) => fault), ...malformed, ...contradictions];
  if (!result.success || faults.length > 0) {
    throw new SettingsError([...new Set(faults.map(withoutSecrets))]);
  }
  return withDefaults(result.output);
}

/**
 * @param path the settings file
 * @throws SettingsError when it is not there, no JSON, or has faults
 */
export function loadSettings(path: string | URL): Settings {
  const file = typeof path === 'string' ? path : fileURLToPath(path);
  const name = relative(process.cwd(), file).startsWith('..') ? file : relative('', file);
  let text: string;
  try {
    text = readFileSync(file, 'utf8').replace(/^\uFEFF/, '');
  } catch (cause) {
    const code = isRecord(cause) ? cause.code : undefined;
    throw new SettingsError(
      [
        code === 'ENOENT'
          ? `no ${name}: copy runway.config.example.json or run setup`
          : `cannot read ${name} (${String(code)})`,
      ],
      { cause },
    );
  }
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    // Without the cause: V8 quotes the text around the fault, and that may be a key.
    const { line, column } = jsonFaultPosition(text);
    throw new SettingsError([`${name} is not JSON: see line ${line}, column ${column}`]);
  }
  return parseSettings(json);
}

function withDefaults(file: SettingsFile): Settings {
  const { $schema: _, wallets, email = [], opsEmail = email, slack = [], digest, ...rest } = file;
  return {
    timeZone: 'UTC',
    pollMinutes: 15,
    levelsDays: [7, 3, 1],
    linkKeyParameter: '/smartlyq-runway/link-key',
    metrics: false,
    ...rest,
    ...(digest && { digest: { at: '08:00', weekday: 'mon' as const, ...digest } }),
    wallets: wallets.map(({ id, ...wallet }) => ({
      id,
      name: id,
      apiKeyParameter: `/smartlyq-runway/${id}/api-key`,
      ...wallet,
    })),
    email: [email].flat(),
    opsEmail: [opsEmail].flat(),
    slack: slack.map((destination) => ({ minSeverity: 'info', ...destination })),
  };
}

function keysOf(path: readonly { readonly key: unknown }[] | undefined): string {
  return pathOf(path?.map(({ key }) => key) ?? []);
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
