import type { Settings } from './settings-schema.ts';
import { agenciesOf } from './wallet-settings.ts';

/** Metrics in the CloudWatch alarms of the stack of these settings, which are what is charged for. */
export function alarmCount(settings: Pick<Settings, 'wallets'>): number {
  const hasWebhook = settings.wallets.some((wallet) => wallet.webhookSecretParameter !== undefined);
  const optional = [hasWebhook, agenciesOf(settings).length > 0];
  // Lost runs, missing polls, alerts that were not delivered, and the page are watched in every stack.
  return 4 + optional.filter(Boolean).length;
}
