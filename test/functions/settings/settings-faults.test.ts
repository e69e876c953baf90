import { describe, expect, it } from 'vitest';
import { faultsOf, faultsWith, ONE_WALLET } from './faults.ts';

describe('a fault names the setting, its value and what it must be', () => {
  it.each<[string, Readonly<Record<string, unknown>>, string]>([
    ['no wallets', { wallets: undefined }, 'wallets is missing and must be a list of 1 to 200'],
    ['an empty list', { wallets: [] }, 'wallets: [] must be a list of 1 to 200 wallets'],
    ['a wallet without id', { wallets: [{}] }, 'wallets[0].id is missing and must be 1 to 32'],
    ['a wallet that is a text', { wallets: ['main'] }, 'wallets[0]: "main" must be an object'],
    [
      'an id in capitals',
      { wallets: [{ id: 'Main' }] },
      'wallets[0].id: "Main" must be 1 to 32 of',
    ],
    [
      'an id too long',
      { wallets: [{ id: 'a'.repeat(33) }] },
      `"${'a'.repeat(33)}" must be 1 to 32`,
    ],
    [
      'a repeated id',
      { wallets: [{ id: 'a' }, { id: 'a' }] },
      'wallets[1].id: "a" is that of wallets[0].id',
    ],
    [
      'a blank name',
      { wallets: [{ id: 'a', name: ' ' }] },
      'wallets[0].name: " " must be a text of 1',
    ],
    [
      'a parameter with a space',
      { wallets: [{ id: 'a', apiKeyParameter: 'x y' }] },
      'wallets[0].apiKeyParameter: "x y" must be the name of an SSM parameter',
    ],
    [
      'a parameter of AWS',
      { wallets: [{ id: 'a', apiKeyParameter: '/AWS/x' }] },
      '"/AWS/x" must be the name of',
    ],
    [
      'an unknown time zone',
      { timeZone: 'Mars/North' },
      'timeZone: "Mars/North" must be an IANA time zone',
    ],
    [
      'an offset as time zone',
      { timeZone: '+01:00' },
      'timeZone: "+01:00" must be an IANA time zone',
    ],
    ['no e-mail', { email: 'me' }, 'email: "me" must be an e-mail address'],
    [
      'no e-mail within a list',
      { opsEmail: ['a@example.com', 5] },
      'opsEmail[1]: 5 must be an e-mail address',
    ],
    [
      'an empty list of e-mails',
      { email: [] },
      'email: [] must be a list of 1 to 10 e-mail addresses',
    ],
    [
      'a repeated e-mail',
      { email: ['a@example.com', 'a@example.com'] },
      'email[1]: "a@example.com" is that of email[0]',
    ],
    [
      'a channel with a bad name',
      { channels: [{ type: 'slack', name: '#ops', parameter: '/s' }] },
      'channels[0].name: "#ops" must be 1 to 32 of letters, digits, "_" and "-"',
    ],
    [
      'an unknown type of channel',
      { channels: [{ type: 'irc', name: 'a', parameter: '/s' }] },
      'channels[0].type: "irc" must be one of slack, teams, discord, pagerduty, webhook',
    ],
    [
      'the old list of Slack channels',
      { slack: [{ name: 'ops', parameter: '/s' }] },
      'slack is now a part of channels: write "channels": [{"type":"slack","name":"ops","parameter":"/s"}] instead',
    ],
    [
      'a channel without parameter',
      { channels: [{ type: 'slack', name: 'a' }] },
      'channels[0].parameter is missing and must be the name of',
    ],
    [
      'a repeated channel',
      {
        channels: [
          { type: 'slack', name: 'a', parameter: '/s' },
          { type: 'teams', name: 'a', parameter: '/u' },
          { type: 'slack', name: 'A', parameter: '/t' },
        ],
      },
      'channels[2]: "slack:a" is that of channels[0]',
    ],
    [
      'an unknown severity',
      { channels: [{ type: 'slack', name: 'a', parameter: '/s', minSeverity: 'high' }] },
      'channels[0].minSeverity: "high" must be "info", "warning" or "critical"',
    ],
    [
      'an unknown wallet in a channel',
      { channels: [{ type: 'slack', name: 'a', parameter: '/s', wallets: ['main', 'x'] }] },
      'channels[0].wallets[1]: "x" must be the id of one of the wallets',
    ],
    [
      'half a minute',
      { pollMinutes: 0.5 },
      'pollMinutes: 0.5 must be a whole number of minutes from 1 to 60',
    ],
    ['too rare polls', { pollMinutes: 61 }, 'pollMinutes: 61 must be'],
    ['a number as text', { pollMinutes: '15' }, 'pollMinutes: "15" must be'],
    ['rising levels', { levelsDays: [1, 3] }, 'levelsDays: [1,3] must be strictly falling'],
    ['equal levels', { levelsDays: [3, 3] }, 'levelsDays: [3,3] must be strictly falling'],
    ['no levels', { levelsDays: [] }, 'levelsDays: [] must be a list of 1 to 5 numbers of days'],
    ['six levels', { levelsDays: [6, 5, 4, 3, 2, 1] }, 'must be a list of 1 to 5 numbers of days'],
    [
      'a level too small',
      { levelsDays: [1, 0.09] },
      'levelsDays[1]: 0.09 must be a number of days from 0.1 to 60',
    ],
    [
      'a negative floor',
      { floor: -1 },
      "floor: -1 must be a number from 0 in the wallet's own currency",
    ],
    [
      'an endless floor',
      { floor: Number.POSITIVE_INFINITY },
      'floor: null must be a number from 0',
    ],
    ['an emptyAt of nothing', { emptyAt: null }, 'emptyAt: null must be a number from 0'],
    ['emptyAt at the floor', { floor: 2, emptyAt: 2 }, 'emptyAt: 2 must be less than floor (2)'],
    [
      'no time of day',
      { quietHours: { from: '24:00', to: '07:00' } },
      'quietHours.from: "24:00" must be a local time "HH:MM"',
    ],
    [
      'half of the quiet hours',
      { quietHours: { from: '22:00' } },
      'quietHours.to is missing and must be a local time',
    ],
    [
      'quiet hours of no length',
      { quietHours: { from: '22:00', to: '22:00' } },
      'quietHours: from and to are both "22:00" and must differ',
    ],
    [
      'quiet hours without a time zone',
      { timeZone: undefined, quietHours: { from: '22:00', to: '07:00' } },
      'timeZone is missing; quietHours are local times',
    ],
    [
      'an id that the tools of CloudFormation cannot take',
      { wallets: [{ id: 'constructor' }] },
      'wallets[0].id: "constructor" is reserved; choose another id',
    ],
    [
      'an API key that signs links',
      { wallets: [{ id: 'a', apiKeyParameter: '/x' }], linkKeyParameter: '/x' },
      'linkKeyParameter: "/x" is that of wallets[0].apiKeyParameter and must be its own',
    ],
    [
      'the default link key as a Slack webhook',
      { channels: [{ type: 'slack', name: 'team', parameter: '/smartlyq-runway/link-key' }] },
      'linkKeyParameter: "/smartlyq-runway/link-key" is that of channels[0].parameter',
    ],
    [
      "another wallet's default API key as a webhook secret",
      { wallets: [{ id: 'a' }, { id: 'b', webhookSecretParameter: '/smartlyq-runway/a/api-key' }] },
      'wallets[1].webhookSecretParameter: "/smartlyq-runway/a/api-key" is that of wallets[0].apiKeyParameter',
    ],
    [
      'one signing secret for two endpoints',
      {
        wallets: [
          { id: 'a', webhookSecretParameter: '/x' },
          { id: 'b', webhookSecretParameter: '/x' },
        ],
      },
      'wallets[1].webhookSecretParameter: "/x" is that of wallets[0].webhookSecretParameter',
    ],
    [
      'an unknown field',
      { pollMinuts: 5 },
      'pollMinuts: unknown field; known here: wallets, timeZone',
    ],
    [
      'an unknown field of a wallet',
      { wallets: [{ id: 'a', key: 1 }] },
      'wallets[0].key: unknown field; known here: id, name, apiKeyParameter',
    ],
  ])('%s', (_, changes, fault) => {
    const json: unknown = JSON.parse(
      JSON.stringify({ wallets: ONE_WALLET, timeZone: 'UTC', ...changes }),
    );
    const faults = faultsOf(json);
    expect(faults).toHaveLength(1);
    expect(faults[0]).toContain(fault);
  });

  it.each([null, 5, 'x', true, [[]]])('what is no object at all: %j', (json) => {
    expect(faultsOf(json)).toHaveLength(1);
    expect(faultsOf(json)[0]).toMatch(/^the settings: .* must be/);
  });

  it('201 wallets, with the channel', () => {
    const wallets = Array.from({ length: 201 }, (_, at) => ({ id: `w${at}` }));
    expect(faultsOf({ wallets })).toEqual([
      'wallets: a list of 201 must be a list of 1 to 200 wallets (a stack holds 500 resources): split the rest into further settings files, one stack each',
    ]);
  });

  it('all of them at once, contradictions among them', () => {
    const faults = faultsWith({
      wallets: [{ id: 'Main' }, { id: 'a', name: '' }],
      channels: [{ type: 'slack', name: 'ops', parameter: '/s', wallets: ['b'] }],
      levelsDays: [1, 99],
      floor: 1,
      emptyAt: 2,
      bogus: true,
      more: true,
    });
    expect(faults.map((fault) => fault.split(/[: ]/)[0])).toEqual([
      'wallets[0].id',
      'wallets[1].name',
      'levelsDays[1]',
      'bogus',
      'more',
      'channels[0].wallets[0]',
      'levelsDays',
      'emptyAt',
    ]);
  });

  it('in one line, whatever the file holds', () => {
    const [fault = ''] = faultsWith({ timeZone: `\u001b[31m\u202e\n${'x'.repeat(5000)}` });
    expect(fault).toMatch(/^[\x20-\x7e…]+$/);
    expect(fault.length).toBeLessThan(200);
  });
});
