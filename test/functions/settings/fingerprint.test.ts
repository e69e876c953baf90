import { describe, expect, it } from 'vitest';
import { fingerprint } from '../../../functions/settings/fingerprint.ts';
import { parseSettings } from '../../../functions/settings/settings.ts';

const of = (json: unknown) => fingerprint(parseSettings(json));

describe('the fingerprint of settings', () => {
  it('is that of the meaning, not of how the file is written', () => {
    const written = { wallets: [{ id: 'main' }], pollMinutes: 15, email: 'a@example.com' };
    const otherwise = { email: ['a@example.com'], wallets: [{ name: 'main', id: 'main' }] };
    expect(of(otherwise)).toBe(of(written));
  });

  it('changes with every setting, and with the order of a list', () => {
    const all = [
      {},
      { pollMinutes: 5 },
      { levelsDays: [7, 3] },
      { levelsDays: [3] },
      { wallets: [{ id: 'a' }, { id: 'b' }] },
      { wallets: [{ id: 'b' }, { id: 'a' }] },
    ].map((changed) => of({ wallets: [{ id: 'main' }], ...changed }));
    expect(new Set(all).size).toBe(all.length);
    for (const one of all) expect(one).toMatch(/^[0-9a-f]{16}$/);
  });
});
