import { expect, it } from 'vitest';
import { type Run, stackStatus } from './run.ts';

/** Before anything is created: what is wrong is said first. */
export function refusals(run: Run): void {
  it.each([
    ['no e-mail address', { email: 'nobody' }, 'must be an e-mail address'],
    [
      '201 wallets',
      { wallets: Array.from({ length: 201 }, (_, at) => ({ id: `w${at}` })) },
      'must be a list of 1 to 200 wallets',
    ],
    ['a rhythm of no minutes', { pollMinutes: 0 }, 'pollMinutes: 0 must be'],
  ])('settings with %s are refused', async (_, changes, words) => {
    run.changeSettings(changes);
    const { code, said } = await run.cdk('deploy');
    expect(code).not.toBe(0);
    expect(said).toContain(words);
    expect(await stackStatus(run.name)).toBeUndefined();
  });

  it('a key that SmartlyQ rejects is not stored', async () => {
    run.changeSettings();
    run.api.failNext({ kind: 'status', status: 401 }, Number.POSITIVE_INFINITY);
    const { code, said } = await run.setup();
    run.api.clearFaults();
    expect([code, said]).toEqual([1, expect.stringContaining('SmartlyQ rejects the API key')]);
    expect(said).not.toContain(run.key);
  });
}
