import { existsSync } from 'node:fs';
import { loadSettings, SETTINGS_FILE } from '../../functions/settings/settings.ts';
import type { Settings } from '../../functions/settings/settings-schema.ts';

/** runway.config.json of the working directory, where there is one. @throws SettingsError when it has faults */
export function settingsHere(): Settings | undefined {
  return existsSync(SETTINGS_FILE) ? loadSettings(SETTINGS_FILE) : undefined;
}
