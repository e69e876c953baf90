import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { parseSettings } from '../../../functions/settings/settings.ts';
import { settingsJsonSchema } from '../../../schemas/settings-json-schema.ts';

const schema = JSON.parse(readFileSync('schemas/runway.config.schema.json', 'utf8'));
const isValid = new Ajv({ strict: true, allErrors: true }).compile(schema);

function isAccepted(json: unknown): boolean {
  try {
    parseSettings(json);
    return true;
  } catch {
    return false;
  }
}

const VALUES: Readonly<Record<string, readonly unknown[]>> = {
  $schema: ['./x.json', 5],
  timeZone: ['UTC', 'America/Argentina/Buenos_Aires', '', '+01:00', null],
  email: [
    'a@example.com',
    'a',
    ['a@example.com'],
    [],
    ['a'],
    Array(11).fill('a@example.com'),
    null,
  ],
  opsEmail: [
    "o'x+y@mail.example.com",
    'a@b',
    'a b@example.com',
    `${'a'.repeat(65)}@example.com`,
    5,
  ],
  channels: [
    [],
    {},
    [{}],
    [{ name: 'a', parameter: '/s' }],
    [{ type: 'irc', name: 'a', parameter: '/s' }],
    [{ type: 'teams', name: 'a', parameter: '/s' }],
    [{ type: 'discord', name: 'a', parameter: '/s' }],
    [{ type: 'pagerduty', name: 'a', parameter: '/s' }],
    [{ type: 'webhook', name: 'a', parameter: '/s' }],
    [{ type: 'slack', name: 'a', parameter: '/s' }],
    [{ type: 'slack', name: 'sns', parameter: '/s' }],
    [{ type: 'slack', name: 'snso', parameter: '/s' }],
    [{ type: 'slack', name: '#a', parameter: '/s' }],
    [{ type: 'slack', name: 'a', parameter: 's' }],
    [{ type: 'slack', name: 'a', parameter: 's/t' }],
    [{ type: 'slack', name: 'a', parameter: '/AwS/t' }],
    [{ type: 'slack', name: 'a', parameter: 'ssm-x' }],
    [{ type: 'slack', name: 'a', parameter: 'https://hooks.slack.com/x' }],
    [{ type: 'slack', name: 'a', parameter: `/${'s'.repeat(199)}` }],
    [{ type: 'slack', name: 'a', parameter: `/${'s'.repeat(200)}` }],
    [{ type: 'slack', name: 'a', parameter: '/s', minSeverity: 'warning' }],
    [{ type: 'slack', name: 'a', parameter: '/s', minSeverity: 'low' }],
    [{ type: 'slack', name: 'a', parameter: '/s', wallets: ['main'] }],
    [{ type: 'slack', name: 'a', parameter: '/s', wallets: [] }],
    [{ type: 'slack', name: 'a', parameter: '/s', url: 1 }],
    Array.from({ length: 21 }, (_, at) => ({ type: 'slack', name: `a${at}`, parameter: '/s' })),
  ],
  pollMinutes: [1, 60, 0, 61, 1.5, '15', null],
  levelsDays: [[7, 3, 1], [60], [0.1], [], [61], [0.05], [6, 5, 4, 3, 2, 1], ['1'], 7],
  floor: [0, 0.5, -1, '1', null],
  emptyAt: [0, 1, -0.1, true],
  historyTable: ['Runway-HistoryTable4479EEA3-ABC', 'a.b_c', 'ab', 'a/b', `${'a'.repeat(256)}`, 5],
  reservedConcurrency: [1, 100, 0, 101, 1.5, '5', null],
  quietHours: [
    { from: '22:00', to: '07:00' },
    { from: '24:00', to: '07:00' },
    { from: '22:00' },
    { from: '22:00', to: '7:00' },
    { from: '22:00', to: '07:00', days: 1 },
    '22-07',
  ],
  digest: [
    { every: 'day' },
    { every: 'week', at: '06:30', weekday: 'sun' },
    { every: 'month' },
    { at: '06:30' },
    { every: 'day', at: '6:30' },
    { every: 'week', weekday: 'Monday' },
    'day',
  ],
  linkKeyParameter: ['/own/link-key', 'aws/link', 5],
  metrics: [true, false, 'yes', 1],
  wallets: [
    [],
    {},
    [{}],
    [{ id: 'a-1' }],
    [{ id: '-a' }],
    [{ id: 'a'.repeat(32) }],
    [{ id: 'a'.repeat(33) }],
    [{ id: 'a', name: 'Ä' }],
    [{ id: 'a', name: ' ' }],
    [{ id: 'a', name: 'x'.repeat(201) }],
    [{ id: 'a', apiKeyParameter: '/a/b.c_d-e' }],
    [{ id: 'a', apiKeyParameter: '/a//b' }],
    [{ id: 'a', apiKeyParameter: 'sqk_live_1' }],
    [{ id: 'a', webhookSecretParameter: '/a/webhook' }],
    [{ id: 'a', webhookSecretParameter: 'whsec_1' }],
    [{ id: 'a', key: 1 }],
    Array.from({ length: 200 }, (_, at) => ({ id: `w${at}` })),
    Array.from({ length: 201 }, (_, at) => ({ id: `w${at}` })),
  ],
  bogus: [1],
};

describe('the schema for editors', () => {
  it('is written anew with `npm run schemas` whenever the settings change', () => {
    expect(schema).toEqual(JSON.parse(JSON.stringify(settingsJsonSchema())));
  });

  it.each(
    Object.entries(VALUES).flatMap(([name, values]) =>
      values.map((value): [string, string, unknown] => [
        name,
        JSON.stringify(value).slice(0, 70),
        value,
      ]),
    ),
  )('agrees with the parser on %s: %s', (name, _, value) => {
    const json = { wallets: [{ id: 'main' }], timeZone: 'UTC', [name]: value };
    expect(isValid(json)).toBe(isAccepted(json));
  });

  it('wants a time zone with quiet hours, as the parser does', () => {
    const json = { wallets: [{ id: 'main' }], quietHours: { from: '22:00', to: '07:00' } };
    expect([isValid(json), isAccepted(json)]).toEqual([false, false]);
  });

  it('takes the example, which names it', () => {
    const example = JSON.parse(readFileSync('runway.config.example.json', 'utf8'));
    expect(isValid(example)).toBe(true);
    expect(example.$schema).toBe('./schemas/runway.config.schema.json');
  });
});
