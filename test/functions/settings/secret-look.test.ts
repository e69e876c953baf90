import { describe, expect, it } from 'vitest';
import { faultsWith } from './faults.ts';

describe('a secret in the settings', () => {
  const KEY = 'sqk_live_4eC39HqLyjWDarjtT1zdp7dc';
  const URL = 'https://hooks.slack.com/services/T000/B000/XXXXXXXX';

  it.each<[string, Readonly<Record<string, unknown>>, string]>([
    [
      'as a parameter name',
      { wallets: [{ id: 'a', apiKeyParameter: KEY }] },
      'wallets[0].apiKeyParameter: looks like an API key',
    ],
    [
      'as a Slack parameter',
      { channels: [{ type: 'slack', name: 'a', parameter: URL }] },
      'channels[0].parameter: looks like a webhook URL',
    ],
    [
      'in an unknown field',
      { wallets: [{ id: 'a', apiKey: KEY }] },
      'wallets[0].apiKey: looks like an API key',
    ],
    [
      'as a name',
      { wallets: [{ id: 'a', name: `my ${KEY}` }] },
      'wallets[0].name: looks like an API key',
    ],
    ['as the time zone', { timeZone: KEY }, 'timeZone: looks like an API key'],
    ['as an id', { wallets: [{ id: KEY }] }, 'wallets[0].id: looks like an API key'],
    [
      'as a wallet of a destination',
      { channels: [{ type: 'slack', name: 'a', parameter: '/s', wallets: [KEY] }] },
      'channels[0].wallets[0]: looks like an API key',
    ],
    ['as e-mail', { email: [URL] }, 'email[0]: looks like a webhook URL'],
    [
      'deep in nonsense',
      { quietHours: { from: [{ to: URL }] } },
      'quietHours.from[0].to: looks like a webhook URL',
    ],
    ['as the name of a field', { [KEY]: 1 }, '(not shown): unknown field'],
    [
      'as a repeated id',
      { wallets: [{ id: KEY }, { id: KEY }] },
      'wallets[1].id: looks like an API key',
    ],
  ])('is a fault that does not print it: %s', (_, changes, fault) => {
    const faults = faultsWith(changes);
    expect(faults.join('\n')).toContain(fault);
    expect(faults.join('\n')).not.toMatch(/4eC39|T000|services/);
  });
});
