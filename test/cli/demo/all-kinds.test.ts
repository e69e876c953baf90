import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import { allKinds } from '../../../cli/demo/all-kinds.ts';
import { ALERT_KINDS } from '../../../functions/core/alert/alert.ts';

describe('demo --all-kinds', () => {
  const shown = allKinds().map(stripVTControlCharacters);

  it('shows each kind once, as a mail and as a Slack message', () => {
    expect(shown).toHaveLength(ALERT_KINDS.length);
    for (const text of shown) {
      expect(text).toMatch(/^Mail {5}\S/m);
      expect(text).toMatch(/^Slack$/m);
    }
    expect(new Set(shown.map((text) => /^Mail .*$/m.exec(text)?.[0])).size).toBe(shown.length);
  });

  it('shows mails of at most 15 lines of 72 columns', () => {
    for (const text of shown) {
      const mail = text.split('\nSlack\n')[0]?.split('\n').slice(3) ?? [];
      const lines = mail.map((line) => line.slice(2));
      expect(lines.length).toBeLessThanOrEqual(17);
      for (const line of lines) expect([...line].length, line).toBeLessThanOrEqual(72);
    }
  });
});
