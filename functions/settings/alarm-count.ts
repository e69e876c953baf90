import type { Settings } from './settings-schema.ts';
import { agenciesOf } from './wallet-settings.ts';

/** Metrics in the CloudWatch alarms of the stack of these settings, which are what is charged for. */
export function alarmCount(settings: Pick<Settings, 'wallets' | 'page'>): number {
  const hasWebhook = settings.wallets.some((wallet) => wallet.webhookSecretParameter !== undefined);
  const optional = [settings.page, hasWebhook, agenciesOf(settings).length > 0];
  // Lost runs, missing polls and alerts that were not delivered are watched in every stack.
  return 3 + optional.filter(Boolean).length;
}
