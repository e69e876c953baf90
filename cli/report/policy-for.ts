import { subAccountParts } from '../../functions/core/agency/sub-account.ts';
import type { Policy } from '../../functions/core/state/policy.ts';
import { policyOf } from '../../functions/settings/policy-of.ts';
import type { WalletAccess } from '../opened-history.ts';

const DEFAULT_LEVELS_DAYS = [7, 3, 1];
const DEFAULT_POLL_MINUTES = 15;

/** The settings of the working directory; for a wallet that they do not name, the defaults. */
export function policyFor(
  { settings, timeZone }: Pick<WalletAccess, 'settings' | 'timeZone'>,
  id: string,
): Policy {
  const named = subAccountParts(id)?.parent ?? id;
  return settings?.wallets.some((one) => one.id === named)
    ? policyOf(settings, id)
    : { levelsDays: levelsFor({ settings }), timeZone };
}

export function levelsFor({ settings }: Pick<WalletAccess, 'settings'>): readonly number[] {
  return settings?.levelsDays ?? DEFAULT_LEVELS_DAYS;
}

export function pollMinutesFor({ settings }: Pick<WalletAccess, 'settings'>): number {
  return settings?.pollMinutes ?? DEFAULT_POLL_MINUTES;
}
