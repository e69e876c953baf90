import { describe, expect, it } from 'vitest';
import {
  MAX_OUTSIDE_TEXT,
  outsideText,
  redact,
  safeCause,
} from '../../../../functions/adapters/http/outside-text.ts';

describe('text from outside', () => {
  it.each([
    ['one\r\ntwo\tthree', 'one two three'],
    ['\u001b[31mred\u0000', '[31mred'],
    ['left\u202eright\u2066\u200b', 'left right'],
    ['  padded  ', 'padded'],
    ['Größe 5 €', 'Größe 5 €'],
  ])('%j becomes the line %j', (text, line) => {
    expect(outsideText(text)).toBe(line);
  });

  it('is cut to 200 characters, never through one', () => {
    const cut = outsideText('😀'.repeat(500));
    expect(Array.from(cut)).toHaveLength(MAX_OUTSIDE_TEXT);
    expect(cut).toMatch(/^(😀)+…$/u);
  });

  it('loses a secret before it is cut, so that no half of one is left', () => {
    expect(outsideText(`${'x'.repeat(190)}hunter2-hunter2`, ['hunter2-hunter2'])).not.toContain(
      'hunt',
    );
  });

  it.each([
    'sqk_live_9f3a2b1c',
    'sqk_test_9f3a2b1c',
    'Authorization: Bearer 9f3a2b1c',
    'https://hooks.slack.com/services/T0/B0/9f3a2b1c',
    '/services/T024BE7LH/B024BE7LH/9f3a2b1c',
  ])('does not show what looks like one of our secrets: %s', (secret) => {
    expect(redact(`a ${secret} b`)).not.toContain('9f3a2b1c');
    expect(redact(`a ${secret} b`)).toMatch(/^a .* b$/);
  });
});

describe('a foreign error kept as a cause', () => {
  it('keeps names, codes and messages, and loses everything else', () => {
    const inner = Object.assign(new Error('connect ECONNREFUSED'), {
      code: 'ECONNREFUSED',
      request: { headers: { authorization: 'Bearer hunter2' } },
    });
    const cause = safeCause(new TypeError('bad header: Bearer hunter2', { cause: inner }));
    expect(cause).toMatchObject({ name: 'TypeError', message: 'bad header: Bearer [hidden]' });
    expect(cause.cause).toMatchObject({ message: 'connect ECONNREFUSED', code: 'ECONNREFUSED' });
    expect(cause.cause).not.toHaveProperty('request');
    expect(cause.stack).not.toContain('hunter2');
  });

  it('may be no error at all, or its own cause', () => {
    expect(safeCause('words').message).toBe('words');
    const loop = new Error('loop');
    loop.cause = loop;
    expect(safeCause(loop).message).toBe('loop');
  });
});
