import type { Settings } from '../../functions/settings/settings-schema.ts';

/** The SSM parameters of every secret that these settings name. */
export function secretNames(settings: Settings): string[] {
  const { wallets, channels, linkKeyParameter, heartbeatParameter } = settings;
  const names = [
    ...wallets.flatMap(({ apiKeyParameter, webhookSecretParameter }) => [
      apiKeyParameter,
      webhookSecretParameter,
    ]),
    ...channels.map(({ parameter }) => parameter),
    linkKeyParameter,
    heartbeatParameter,
  ];
  return [...new Set(names.filter((name) => name !== undefined))];
}
