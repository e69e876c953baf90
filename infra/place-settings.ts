import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadSettings, SETTINGS_FILE } from '../functions/settings/settings.ts';

/**
 * Puts the settings beside a bundled handler, checked and with their defaults, as `deployedSettings` reads them.
 * Changed settings are a changed function.
 * @throws SettingsError when they have faults
 */
export function placeSettings(settingsFile: string, folder: string): void {
  writeFileSync(join(folder, SETTINGS_FILE), JSON.stringify(loadSettings(settingsFile)));
}
