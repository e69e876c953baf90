import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { loadSettings, SETTINGS_FILE } from '../functions/settings/settings.ts';
import type { Settings } from '../functions/settings/settings-schema.ts';

const REPOSITORY = resolve(import.meta.dirname, '..');
const EXAMPLE = resolve(REPOSITORY, 'runway.config.example.json');

export interface SettingsSource {
  readonly settings: Settings;
  readonly file: string;
  /** Nobody has written settings yet: a fresh clone can be synthesised, and must not be deployed. */
  readonly isExample: boolean;
}

/**
 * @param path the context key `config`, relative to the working directory. @default runway.config.json of
 * the repository, or the example while that is absent
 * @throws SettingsError as loadSettings; a path that was asked for has no example to fall back on
 */
export function settingsSource(path: unknown): SettingsSource {
  const own = typeof path === 'string' ? resolve(path) : resolve(REPOSITORY, SETTINGS_FILE);
  const isExample = path === undefined && !existsSync(own);
  const file = isExample ? EXAMPLE : own;
  return { settings: loadSettings(file), file, isExample };
}
