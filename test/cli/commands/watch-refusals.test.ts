import { readdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Fault } from '../../../simulator/faults.ts';
import { type CliResult, emptyFolder, KEY, runCli } from '../run-cli.ts';
import { simulatedVendor } from '../simulated-vendor.ts';

/** One line, the channel in it, exit code 1. */
function expectRefusal({ code, stdout, stderr }: CliResult, words: string): void {
  expect(stderr).toContain(words);
  expect(stderr).toMatch(/^runway: .*\n$/);
  expect(stderr).not.toContain('    at ');
  expect(stdout).toBe('');
  expect(code).toBe(1);
}

describe('watch --once refuses', () => {
  it.each([
    [{}, 'no API key: set SMARTLYQ_API_KEY'],
    [{ SMARTLYQ_API_KEY: 'sqk_live_bad key' }, 'SMARTLYQ_API_KEY is malformed'],
    [{ SMARTLYQ_API_KEY: KEY, SMARTLYQ_BASE_URL: 'http://example.com/v1' }, 'SMARTLYQ_BASE_URL'],
  ])('%j before it makes anything', async (env, words) => {
    const cwd = emptyFolder();
    expectRefusal(await runCli(cwd, ['watch', '--once'], env as Record<string, string>), words);
    expect(readdirSync(cwd)).toEqual([]);
  });

  it.each<[Fault, string]>([
    [{ kind: 'not-json' }, 'it is not JSON'],
    [{ kind: 'no-data' }, 'it lacks "success": true with "data"'],
    [{ kind: 'redirect', location: 'https://example.com' }, 'redirect'],
    [{ kind: 'balance', value: '1,234' }, 'found "1,234"'],
    [{ kind: 'balance', value: null }, 'found null'],
  ])('an answer spoiled by %j', async (fault, words) => {
    const { env, simulator } = await simulatedVendor();
    simulator.failNext(fault, Number.POSITIVE_INFINITY);
    expectRefusal(await runCli(emptyFolder(), ['watch', '--once'], env), words);
  });

  it.each([
    [401, 'set SMARTLYQ_API_KEY and start again', 'its API key is not accepted. Replace it.'],
    [403, 'lacks the scope', 'its API key lacks the scope wallet:read'],
  ])(
    'a key that is answered with %i, and sends the alert that says so',
    async (status, words, notified) => {
      const { env, simulator } = await simulatedVendor();
      simulator.failNext({ kind: 'status', status }, Number.POSITIVE_INFINITY);
      const { code, stdout, stderr } = await runCli(emptyFolder(), ['watch', '--once'], env);
      expect(stdout).toContain(`main cannot be read: ${notified}`);
      expect(stderr).toMatch(/alert sent: .*key-rejected.*\nrunway: .*\n$/);
      expect(stderr).toContain(words);
      expect(code).toBe(1);
    },
  );

  it('a refused connection, naming the address and promising no next poll', async () => {
    const server = createServer();
    await new Promise<void>((done) => void server.listen(0, '127.0.0.1', done));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    await new Promise((done) => server.close(done));
    const env = { SMARTLYQ_API_KEY: KEY, SMARTLYQ_BASE_URL: url };
    const refused = await runCli(emptyFolder(), ['watch', '--once'], env);
    expectRefusal(refused, `SmartlyQ cannot be reached at ${url} (`);
    expect(refused.stderr).toContain('; run this again later');
    expect(refused.stderr).not.toContain('next poll');
  });

  it('a folder that cannot be made', async () => {
    const cwd = emptyFolder();
    writeFileSync(join(cwd, 'file'), '');
    const { env } = await simulatedVendor();
    const refused = await runCli(cwd, ['watch', '--once'], { ...env, RUNWAY_HOME: 'file/home' });
    expectRefusal(
      refused,
      'cannot make the folder file/home/history: a part of the path is a file',
    );
  });

  it('a folder that the system denies as not found, without hanging', async () => {
    const env = { SMARTLYQ_API_KEY: KEY, RUNWAY_HOME: '/proc/x' };
    expectRefusal(
      await runCli(emptyFolder(), ['watch', '--once'], env),
      'cannot make the folder /proc/x/history: the system does not allow a folder there',
    );
  });

  it('the store of another API, naming both', async () => {
    const cwd = emptyFolder();
    const [one, other] = [await simulatedVendor(), await simulatedVendor()];
    expect((await runCli(cwd, ['watch', '--once'], one.env)).code).toBe(0);
    const refused = await runCli(cwd, ['watch', '--once'], other.env);
    expectRefusal(refused, `${one.simulator.url}, not of ${other.simulator.url}`);
    expect(refused.stderr).toContain('set another RUNWAY_HOME');
  });
});
