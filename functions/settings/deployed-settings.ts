import { readFileSync } from 'node:fs';
import type { Settings } from './settings-schema.ts';

/**
 * The settings beside a deployed function: checked, and with their defaults, because infra wrote them so. Checking
 * them at every cold start would take a tenth of it, most of that to load what knows the time zones.
 */
export function deployedSettings(file: URL): Settings {
  return JSON.parse(readFileSync(file, 'utf8'));
}
