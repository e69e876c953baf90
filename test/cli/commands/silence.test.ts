import { describe, expect, it } from 'vitest';
import { emptyFolder, runCli } from '../run-cli.ts';
import { simulatedVendor } from '../simulated-vendor.ts';

/** A folder with the history of a wallet that was read once, and found empty. */
async function emptyWallet() {
  const cwd = emptyFolder();
  const { env } = await simulatedVendor({ balance: 1 });
  const first = await runCli(cwd, ['watch', '--once'], env);
  expect(first.stdout).toContain('main is empty');
  const poll = () => runCli(cwd, ['watch', '--once'], env);
  return { cwd, poll };
}

describe('runway snooze', () => {
  it('is announced by the next poll, and told again by runway alerts', async () => {
    const { cwd, poll } = await emptyWallet();
    const asked = ['snooze', 'main', '--for', '24h', '--reason', 'a \u001b[31mtest', '--by', 'Ana'];
    const { stdout, code } = await runCli(cwd, asked);
    expect([stdout, code]).toEqual([expect.stringMatching(/^main is snoozed until .*\n$/), 0]);
    const { stdout: told } = await poll();
    expect(told).toContain('main is snoozed until');
    expect(told).toContain('asked for by Ana: a');
    expect(told).not.toContain('\u001b');
    const story = (await runCli(cwd, ['alerts', 'main'])).stdout;
    expect(story).toContain('main is empty');
    expect(story).toMatch(
      /main is snoozed until .*\n(.*\n)*.*asked for by Ana(.*\n)*.*sns +accepted/,
    );
  });

  it.each([
    [['snooze', 'main', '--for', '73h', '--reason', 'x'], 'from 1m to 72h'],
    [['snooze', 'main', '--for', '1h'], '--reason'],
    [['snooze', 'main', '--reason', 'x'], '--for'],
  ])('%j is wrong use', async (args, words) => {
    const { code, stderr } = await runCli(emptyFolder(), args);
    expect(stderr).toContain(words);
    expect(code).toBe(2);
  });
});

describe('runway pause and resume', () => {
  it('say what the next poll will do, and repeat nothing', async () => {
    const { cwd, poll } = await emptyWallet();
    expect((await runCli(cwd, ['pause', 'main'])).stdout).toContain('main is paused');
    expect((await runCli(cwd, ['pause', 'main'])).stderr).toContain('already');
    expect((await poll()).stdout).toContain('main is paused: no alerts until somebody resumes it.');
    expect((await runCli(cwd, ['resume', 'main'])).stdout).toContain('main is watched again');
    expect((await poll()).stdout).toContain('main is watched again');
  });

  it('know the wallets there are', async () => {
    const { cwd } = await emptyWallet();
    const { stderr, code } = await runCli(cwd, ['pause', 'other']);
    expect(stderr).toContain('no wallet "other"; there is: main');
    expect(code).toBe(1);
  });
});
