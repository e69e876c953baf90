import { DEFAULT_LINK_KEY } from './setting-kinds.ts';
import { shown } from './settings-faults.ts';

/**
 * Faults between settings that are each well-formed. Reads unchecked JSON with care, so that one broken
 * setting hides no contradiction elsewhere: all faults are listed at once.
 */
export function contradictionsIn(settings: Readonly<Record<string, unknown>>): string[] {
  const wallets = recordsOf(settings.wallets).map((wallet) => wallet.id);
  const channels = recordsOf(settings.channels);
  const { levelsDays, floor, emptyAt, quietHours } = settings;
  return [
    ...repeatsIn(wallets, 'wallets', 'id'),
    ...repeatsIn(channels.map(nameOf), 'channels'),
    ...reservedIds(wallets),
    ...sharedParameters(settings),
    ...repeatsIn(listOf(settings.email), 'email'),
    ...repeatsIn(listOf(settings.opsEmail), 'opsEmail'),
    ...channels.flatMap((channel, at) => unknownWallets(channel.wallets, wallets, at)),
    ...(isFalling(listOf(levelsDays))
      ? []
      : [`levelsDays: ${shown(levelsDays)} must be strictly falling, such as [7,3,1]`]),
    ...(typeof floor === 'number' && typeof emptyAt === 'number' && emptyAt >= floor
      ? [`emptyAt: ${emptyAt} must be less than floor (${floor}), or the floor never warns`]
      : []),
    ...(settings.page === false ? publicParts(settings) : []),
    ...(quietHours !== undefined ? quietHoursFaults(quietHours, settings.timeZone) : []),
  ];
}

/** CloudFormation's tools keep parts by their ids in an object, which has this name already. */
function reservedIds(wallets: readonly unknown[]): string[] {
  return wallets.flatMap((id, at) =>
    id === 'constructor' ? [`wallets[${at}].id: "constructor" is reserved; choose another id`] : [],
  );
}

/** Whoever may read or replace a secret for one purpose must not do so for another. */
function sharedParameters(settings: Readonly<Record<string, unknown>>): string[] {
  const { linkKeyParameter = DEFAULT_LINK_KEY, heartbeatParameter } = settings;
  const named = [
    ...recordsOf(settings.wallets).flatMap(
      ({ id, apiKeyParameter, webhookSecretParameter }, at) => [
        {
          purpose: 'API keys',
          path: `wallets[${at}].apiKeyParameter`,
          name: apiKeyParameter ?? `/smartlyq-runway/${id}/api-key`,
        },
        {
          // The vendor makes one for each endpoint.
          purpose: `webhook of wallet ${at}`,
          path: `wallets[${at}].webhookSecretParameter`,
          name: webhookSecretParameter,
        },
      ],
    ),
    ...recordsOf(settings.channels).map(({ type, parameter }, at) => ({
      purpose: `channels of type ${type}`,
      path: `channels[${at}].parameter`,
      name: parameter,
    })),
    { purpose: 'heartbeat', path: 'heartbeatParameter', name: heartbeatParameter },
    { purpose: 'links', path: 'linkKeyParameter', name: linkKeyParameter },
  ].filter(({ name }) => typeof name === 'string');
  return named.flatMap(({ purpose, path, name }, at) => {
    const other = named.slice(0, at).find((one) => one.name === name && one.purpose !== purpose);
    return other === undefined
      ? []
      : [`${path}: ${shown(name)} is that of ${other.path} and must be its own`];
  });
}

/** "slack:billing": what the channel is called in records, whatever the case. */
function nameOf({ type, name }: Readonly<Record<string, unknown>>): unknown {
  return typeof type === 'string' && typeof name === 'string'
    ? `${type}:${name.toLowerCase()}`
    : undefined;
}

/** What an earlier form of the settings called otherwise, and how it is written now. */
export function movedFaults(settings: Readonly<Record<string, unknown>>): string[] {
  if (settings.slack === undefined) return [];
  const found = listOf(settings.slack).filter(isRecord);
  const example = { name: 'billing', parameter: '/smartlyq-runway/slack/billing' };
  const channels = (found.length > 0 ? found : [example]).map((one) => ({ type: 'slack', ...one }));
  return [`slack is now a part of channels: write "channels": ${JSON.stringify(channels)} instead`];
}

function publicParts(settings: Readonly<Record<string, unknown>>): string[] {
  return recordsOf(settings.wallets).flatMap(({ webhookSecretParameter }, at) =>
    webhookSecretParameter === undefined
      ? []
      : [
          `wallets[${at}].webhookSecretParameter: webhooks need a public address and "page" is false: take one of the two out`,
        ],
  );
}

function quietHoursFaults(quietHours: unknown, timeZone: unknown): string[] {
  const [hours] = recordsOf([quietHours]);
  return [
    ...(timeZone === undefined
      ? ['timeZone is missing; quietHours are local times and need one, such as "Europe/Berlin"']
      : []),
    ...(typeof hours?.from === 'string' && hours.from === hours.to
      ? [`quietHours: from and to are both ${shown(hours.from)} and must differ`]
      : []),
  ];
}

function unknownWallets(named: unknown, known: readonly unknown[], at: number): string[] {
  return listOf(named).flatMap((id, index) =>
    typeof id !== 'string' || known.includes(id)
      ? []
      : [`channels[${at}].wallets[${index}]: ${shown(id)} must be the id of one of the wallets`],
  );
}

function repeatsIn(values: readonly unknown[], setting: string, field?: string): string[] {
  return values.flatMap((value, index) => {
    const first = values.indexOf(value);
    if (typeof value !== 'string' || first === index) return [];
    const path = (at: number) => `${setting}[${at}]${field === undefined ? '' : `.${field}`}`;
    return [`${path(index)}: ${shown(value)} is that of ${path(first)} and must be its own`];
  });
}

function isFalling(levels: readonly unknown[]): boolean {
  return levels.every((level, index) => {
    const previous = levels[index - 1];
    return typeof level !== 'number' || typeof previous !== 'number' || level < previous;
  });
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** Keeps positions: what is no object becomes an empty one. */
function recordsOf(value: unknown): readonly Readonly<Record<string, unknown>>[] {
  return listOf(value).map((item) => (isRecord(item) ? item : {}));
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
