import type { Settings } from './settings-schema.ts';
import { agenciesOf } from './wallet-settings.ts';

/** CloudWatch alarms of the stack of these settings: missing polls, and the errors of each function. */
export function alarmCount(settings: Pick<Settings, 'wallets' | 'digest'>): number {
  const { wallets, digest } = settings;
  const hasWebhook = wallets.some((wallet) => wallet.webhookSecretParameter !== undefined);
  const optional = [hasWebhook, agenciesOf(settings).length > 0, digest !== undefined];
  // Missing polls, failing polls and the page are watched in every stack.
  return 3 + optional.filter(Boolean).length;
}
