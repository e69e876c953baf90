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
    const { stdout: notified } = await poll();
    expect(notified).toContain('main is snoozed until');
    expect(notified).toContain('asked for by Ana: a');
    expect(notified).not.toContain('\u001b');
    const story = (await runCli(cwd, ['alerts', 'main'])).stdout;
    expect(story).toContain('main is empty');
    expect(story).toMatch(
      /main is snoozed until .*\n(.*\n)*.*asked for by Ana(.*\n)*.*terminal +shown here/,
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
    expect((await runCli(cwd, ['pause', 'main'])).stdout).toContain('paused already');
    expect((await poll()).stdout).toContain('main is paused: no alerts until somebody resumes it.');
    expect((await runCli(cwd, ['resume', 'main'])).stdout).toContain('main is watched again');
    expect((await poll()).stdout).toContain('main is watched again');
  });

  it('end a snooze as well, and every one of them shows in status at once', async () => {
    const { cwd, poll } = await emptyWallet();
    const status = async () => (await runCli(cwd, ['status'])).stdout;
    const muteNow = async () =>
      JSON.parse((await runCli(cwd, ['status', '--json'])).stdout)[0].mute;
    expect(await muteNow()).toBeNull();
    expect(await status()).not.toContain('Muted');

    await runCli(cwd, ['snooze', '--for', '24h', '--reason', 'paid tomorrow', '--by', 'Ana']);
    expect(await status()).toMatch(/Muted until +\w.* by Ana \(paid tomorrow\)/);
    expect(await status()).toMatch(/Open alerts +empty, /);
    expect(await muteNow()).toMatchObject({ kind: 'snooze', by: 'Ana', reason: 'paid tomorrow' });

    await runCli(cwd, ['pause', '--by', 'Ben']);
    expect(await status()).toMatch(/Muted until +somebody resumes it; paused by Ben/);
    expect(await muteNow()).toMatchObject({ kind: 'pause', by: 'Ben', until: null });

    const { stdout } = await runCli(cwd, ['resume', '--by', 'Cleo']);
    expect(stdout).toMatch(/ended the pause and the snooze until .*announces nothing: nobody had/);
    expect(await muteNow()).toBeNull();
    expect((await poll()).stdout).not.toMatch(/paused|snoozed|watched again/);
    expect((await runCli(cwd, ['resume'])).stdout).toContain('main is not muted: ');
  });

  it('announce the end of a snooze that everybody was told of, once', async () => {
    const { cwd, poll } = await emptyWallet();
    const snooze = ['snooze', '--for', '24h', '--reason', 'x'];
    expect((await runCli(cwd, snooze)).stdout).toContain('The next poll announces the snooze.');
    expect((await poll()).stdout).toContain('main is snoozed until');
    expect((await runCli(cwd, ['pause'])).stdout).toContain('The next poll announces the pause.');
    const { stdout } = await runCli(cwd, ['resume', '--json', '--by', 'Cleo']);
    expect(JSON.parse(stdout)).toEqual({
      wallet: 'main',
      mute: null,
      nextPollAnnounces: 'resumed',
    });
    const notified = (await poll()).stdout;
    expect(notified).toContain('main is watched again');
    expect(notified).toContain('asked for by Cleo');
    expect((await poll()).stdout).not.toContain('watched again');
    // Ended and set anew within one poll, it is news again.
    await runCli(cwd, snooze);
    expect((await poll()).stdout).toContain('main is snoozed until');
  });

  it('say so where nothing will be announced', async () => {
    const { cwd, poll } = await emptyWallet();
    await runCli(cwd, ['pause']);
    await poll();
    await runCli(cwd, ['resume']);
    const again = (await runCli(cwd, ['pause'])).stdout;
    expect(again).toContain('announces nothing: that it is paused was announced before');
    expect((await poll()).stdout).not.toContain('paused');
  });

  it('and a snooze of a wallet without an open alert mutes nothing, and says that', async () => {
    const cwd = emptyFolder();
    const { env } = await simulatedVendor({ balance: 5_000 });
    const poll = () => runCli(cwd, ['watch', '--once'], env);
    await poll();
    const { stdout } = await runCli(cwd, ['snooze', '--for', '24h', '--reason', 'x']);
    expect(stdout).toContain('announces nothing: no alert is open that it could mute');
    expect((await runCli(cwd, ['status'])).stdout).toMatch(/Muted until .*no alert was open/s);
    expect((await poll()).stdout).not.toContain('snoozed');
    expect((await runCli(cwd, ['resume'])).stdout).toContain('ended the snooze until');
  });

  it('know the wallets there are', async () => {
    const { cwd } = await emptyWallet();
    const { stderr, code } = await runCli(cwd, ['pause', 'other']);
    expect(stderr).toContain('no wallet "other"; there is: main');
    expect(code).toBe(1);
  });
});
