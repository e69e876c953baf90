import { describe, expect, it } from 'vitest';
import { redact } from '../../functions/adapters/http/outside-text.ts';
import { parseSettings } from '../../functions/settings/settings.ts';
import { templateOf } from '../infra/stack.ts';

const KEY = 'sqk_live_0123456789abcdef';
const WEBHOOK = 'https://hooks.slack.com/services/T01234567/B01234567/abcdefghijklmnopqrstuvwx';

describe('a secret', () => {
  it.each([
    ['a key', { wallets: [{ id: 'main', apiKeyParameter: KEY }] }],
    ['a key as a name', { wallets: [{ id: 'main', name: KEY }] }],
    ['a key as an unknown field', { wallets: [{ id: 'main' }], key: KEY }],
    [
      'a webhook',
      { wallets: [{ id: 'main' }], channels: [{ type: 'slack', name: 'a', parameter: WEBHOOK }] },
    ],
  ])('is not taken into the settings, nor into their error: %s', (_, json) => {
    let said = 'nothing';
    try {
      parseSettings(json);
    } catch (error) {
      said = String(error);
    }
    expect(said).toMatch(/looks like|must be|unknown/);
    expect(said).not.toContain('0123456789abcdef');
    expect(said).not.toContain('abcdefghijklmnopqrstuvwx');
  });

  it('is in no variable of a function: these hold names, and are listed here', () => {
    const names = Object.values(templateOf().findResources('AWS::Lambda::Function')).flatMap(
      ({ Properties }) => Object.keys(Properties.Environment?.Variables ?? {}),
    );
    expect(
      names.filter(
        (name) => !/^(RUNWAY_(TABLE|TOPIC_ARN|[A-Z_]*URL|POLL_FUNCTION)|NODE_OPTIONS)$/.test(name),
      ),
    ).toEqual([]);
  });

  it('is recognised by its shape where nobody knows its value', () => {
    const line = redact(`${KEY} ${WEBHOOK} Bearer ${KEY}`);
    expect(line).not.toMatch(/0123456789abcdef|abcdefghijklmnopqrstuvwx/);
  });
});
