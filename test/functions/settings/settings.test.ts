import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { policyOf } from '../../../functions/settings/policy-of.ts';
import { loadSettings, parseSettings } from '../../../functions/settings/settings.ts';
import { ONE_WALLET } from './faults.ts';

describe('defaults', () => {
  it('need nothing but one wallet', () => {
    expect(parseSettings({ wallets: ONE_WALLET })).toEqual({
      wallets: [{ id: 'main', name: 'main', apiKeyParameter: '/smartlyq-runway/main/api-key' }],
      timeZone: 'UTC',
      email: [],
      opsEmail: [],
      channels: [],
      chatTopic: false,
      pollMinutes: 15,
      levelsDays: [7, 3, 1],
      linkKeyParameter: '/smartlyq-runway/link-key',
      page: true,
      dashboard: false,
      metrics: false,
    });
  });

  it('send a digest at eight, and a weekly one on Mondays', () => {
    const { digest } = parseSettings({ wallets: ONE_WALLET, digest: { every: 'week' } });
    expect(digest).toEqual({ every: 'week', at: '08:00', weekday: 'mon' });
  });

  it('send faults of the watcher where alerts go', () => {
    const { email, opsEmail } = parseSettings({ wallets: ONE_WALLET, email: 'a@example.com' });
    expect([email, opsEmail]).toEqual([['a@example.com'], ['a@example.com']]);
  });

  it('send everything to a Slack destination that names no severity', () => {
    const channels = [{ type: 'slack', name: 'ops', parameter: '/slack/ops' }];
    expect(parseSettings({ wallets: ONE_WALLET, channels }).channels).toEqual([
      { type: 'slack', name: 'ops', parameter: '/slack/ops', minSeverity: 'info' },
    ]);
  });

  it('give way to what the file says', () => {
    const json = {
      wallets: [{ id: 'a', name: 'Agency', apiKeyParameter: 'agency-key' }, { id: 'b' }],
      timeZone: 'Europe/Berlin',
      email: ['a@example.com', 'b@example.com'],
      opsEmail: 'ops@example.com',
      channels: [
        { type: 'slack', name: 'ops', parameter: '/s', minSeverity: 'critical', wallets: ['b'] },
      ],
      pollMinutes: 60,
      levelsDays: [60, 0.1],
      floor: 10.5,
      emptyAt: 0,
      quietHours: { from: '22:00', to: '07:00' },
      digest: { every: 'day', at: '06:30', weekday: 'fri' },
      linkKeyParameter: '/own/link-key',
      page: false,
      publicConcurrency: 3,
      dashboard: true,
      metrics: true,
      chatTopic: true,
    };
    expect(parseSettings(json)).toEqual({
      ...json,
      opsEmail: ['ops@example.com'],
      wallets: [
        json.wallets[0],
        { id: 'b', name: 'b', apiKeyParameter: '/smartlyq-runway/b/api-key' },
      ],
    });
  });
});

describe('the file', () => {
  it('beside the example parses as it stands', () => {
    expect(loadSettings('runway.config.example.json').wallets).toHaveLength(1);
  });

  it('is read from a URL too, as the functions do', () => {
    const example = new URL('../../../runway.config.example.json', import.meta.url);
    expect(loadSettings(example)).toEqual(parseSettings(JSON.parse(readFileSync(example, 'utf8'))));
  });

  it('tells the channel where it is not there', () => {
    expect(() => loadSettings('no-such/runway.config.json')).toThrow(
      'no no-such/runway.config.json: copy runway.config.example.json or run setup',
    );
  });

  it('is named when it cannot be read', () => {
    expect(() => loadSettings('functions')).toThrow('cannot read functions: it is a folder');
  });
});

describe('the policy of a wallet', () => {
  it('is what the settings say, and leaves out what they leave out', () => {
    const settings = parseSettings({ wallets: ONE_WALLET, floor: 5 });
    expect(policyOf(settings, 'main')).toEqual({
      levelsDays: [7, 3, 1],
      floor: 5,
      timeZone: 'UTC',
    });
  });

  it('does not exist for a wallet that the settings do not know', () => {
    const settings = parseSettings({ wallets: [{ id: 'a' }, { id: 'b' }] });
    expect(() => policyOf(settings, 'c')).toThrow('no wallet "c" in the settings; known: a, b');
  });
});
