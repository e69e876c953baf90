import { existsSync, readFileSync } from 'node:fs';
import { dirname, relative, resolve } from 'node:path';
import { loadSettings, parseSettings } from '../../functions/settings/settings.ts';
import type { Settings } from '../../functions/settings/settings-schema.ts';
import { replaceFile } from '../replace-file.ts';

type Json = Readonly<Record<string, unknown>>;

const SCHEMA = resolve(import.meta.dirname, '../../schemas/runway.config.schema.json');

/** What setup adds to the settings; what the file has already stays as it is. */
export interface Additions {
  readonly wallet: string;
  readonly walletName?: string;
  readonly emails?: readonly string[];
  readonly timeZone?: string;
  /** A channel such as "slack:billing". */
  readonly channel?: string;
  readonly page?: false;
  readonly publicConcurrency?: number;
}

export interface SettingsDraft {
  readonly settings: Settings;
  readonly isChanged: boolean;
  /** Writes the file, all of it or nothing. */
  save(): void;
}

/** @throws SettingsError when the file that is there has faults */
export function settingsAt(file: string): Settings | undefined {
  return existsSync(file) ? loadSettings(file) : undefined;
}

/** @throws SettingsError when the additions have faults; nothing is written before save */
export function draftSettings(file: string, additions: Additions): SettingsDraft {
  const before: Json = existsSync(file)
    ? JSON.parse(readFileSync(file, 'utf8').replace(/^\uFEFF/, ''))
    : { $schema: schemaSeenFrom(file) };
  const after = merged(before, additions);
  const settings = parseSettings(after);
  const text = `${JSON.stringify(after, null, 2)}\n`;
  const isChanged = JSON.stringify(before) !== JSON.stringify(after);
  return {
    settings,
    isChanged,
    save() {
      if (!isChanged) return;
      replaceFile(file, text);
    },
  };
}

function merged(before: Json, additions: Additions): Json {
  const { wallet: id, walletName, emails = [], timeZone, channel } = additions;
  const { page, publicConcurrency } = additions;
  const wallets = listOf(before.wallets);
  const channels = listOf(before.channels);
  const [, type, name] = /^([^:]*):(.*)$/s.exec(channel ?? '') ?? [undefined, channel, ''];
  const added = { type, name, parameter: `/smartlyq-runway/${type}/${name}` };
  return {
    ...before,
    wallets: has(wallets, 'id', id)
      ? wallets
      : [...wallets, walletName === undefined ? { id } : { id, name: walletName }],
    ...(timeZone === undefined ? {} : { timeZone }),
    ...(page === undefined ? {} : { page }),
    ...(publicConcurrency === undefined ? {} : { publicConcurrency }),
    ...(emails.length === 0 ? {} : { email: [...new Set([...listOf(before.email), ...emails])] }),
    ...(channel === undefined || channels.some((one) => isSameChannel(one, added))
      ? {}
      : { channels: [...channels, added] }),
  };
}

/** One value and a list of one mean the same in the settings. */
function listOf(value: unknown): readonly unknown[] {
  return value === undefined ? [] : [value].flat();
}

function has(items: readonly unknown[], field: string, value: string): boolean {
  return items.some((item) => (item as Json | null)?.[field] === value);
}

function isSameChannel(item: unknown, { type, name }: Json): boolean {
  const { type: knownType, name: knownName } = (item ?? {}) as Json;
  return knownType === type && knownName === name;
}

function schemaSeenFrom(file: string): string {
  const path = relative(dirname(resolve(file)), SCHEMA);
  return path.startsWith('.') ? path : `./${path}`;
}
