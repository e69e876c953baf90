import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';

/** In a process of its own: the library writes to the process's own output, as CloudWatch reads it. */
function emitted(runwayDays: object | null): Record<string, unknown>[] {
  const program = `
    import { createWalletMetrics } from './functions/adapters/aws/wallet-metrics.ts';
    const metrics = createWalletMetrics((why) => process.stderr.write(why));
    const balance = { decimal: '118.5', currency: 'SQC' };
    await metrics('main', { atMs: 0, balance }, { state: 'steady', burnPerDay: 41, runwayDays: ${JSON.stringify(runwayDays)} });
    await metrics('other', { atMs: 0, balance }, { state: 'steady', burnPerDay: 1, runwayDays: null });
  `;
  const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', program], {
    encoding: 'utf8',
    env: { PATH: process.env.PATH },
  });
  expect(stderr).toBe('');
  return stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
}

describe('the metrics of a poll', () => {
  it('are three a wallet, in the format that CloudWatch reads out of the log', () => {
    const [main, other] = emitted({ p10: 1.6, p50: 2.75, p90: 4 });
    expect(main).toMatchObject({
      wallet: 'main',
      currency: 'SQC',
      RunwayDays: 2.75,
      Balance: 118.5,
      BurnPerDay: 41,
      _aws: { CloudWatchMetrics: [{ Namespace: 'SmartlyqRunway' }] },
    });
    expect(other).toMatchObject({ wallet: 'other', BurnPerDay: 1 });
  });

  it('have no days left where nothing runs down', () => {
    const [main] = emitted(null);
    expect(main).not.toHaveProperty('RunwayDays');
  });
});
