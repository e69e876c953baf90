import { parseSettings } from '../../../functions/settings/settings.ts';
import { SettingsError } from '../../../functions/settings/settings-error.ts';

export const ONE_WALLET = [{ id: 'main' }];

export function faultsOf(json: unknown): readonly string[] {
  try {
    parseSettings(json);
  } catch (error) {
    if (error instanceof SettingsError) return error.faults;
    throw error;
  }
  return [];
}

export function faultsWith(changes: Readonly<Record<string, unknown>>): readonly string[] {
  return faultsOf({ wallets: ONE_WALLET, timeZone: 'UTC', ...changes });
}
