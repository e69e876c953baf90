import { subAccountParts } from '../core/agency/sub-account.ts';
import type { Policy } from '../core/state/policy.ts';
import { SettingsError } from './settings-error.ts';
import { shown } from './settings-faults.ts';
import type { Settings } from './settings-schema.ts';

/** A sub-account's is its agency's. @throws SettingsError when the settings do not know the wallet */
export function policyOf(settings: Settings, walletId: string): Policy {
  const named = subAccountParts(walletId)?.parent ?? walletId;
  if (!settings.wallets.some(({ id }) => id === named)) {
    const known = settings.wallets.map(({ id }) => id).join(', ');
    throw new SettingsError([`no wallet ${shown(walletId)} in the settings; known: ${known}`]);
  }
  const { levelsDays, floor, emptyAt, timeZone, quietHours } = settings;
  return {
    levelsDays,
    timeZone,
    floor,
    emptyAt,
    quietHours,
  };
}
