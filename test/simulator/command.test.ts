import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { simulatorCommand } from '../../cli/commands/simulator.ts';
import { BadInputError } from '../../cli/trace-file.ts';
import { emptyFolder, runCli, startCli } from '../cli/run-cli.ts';
import { bodyOf } from './serving.ts';

const children: ChildProcess[] = [];
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
});

/** The command in a process of its own, with what it has written so far. */
function run(...flags: readonly string[]) {
  const script = `import { simulatorCommand } from './cli/commands/simulator.ts';
    await simulatorCommand().parseAsync(process.argv.slice(1), { from: 'user' });`;
  const args = ['--input-type=module-typescript', '-e', script, '--', ...flags];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  children.push(child);
  const written = { stdout: '', stderr: '' };
  child.stdout.on('data', (chunk) => (written.stdout += chunk));
  child.stderr.on('data', (chunk) => (written.stderr += chunk));
  return { child, written };
}

function exported({ stderr }: { stderr: string }, name: string): string {
  return new RegExp(`export .*\\b${name}=(\\S+)`).exec(stderr)?.[1] ?? '';
}

function parse(...flags: readonly string[]) {
  const command = simulatorCommand().exitOverride();
  command.configureOutput({ writeErr: () => {}, writeOut: () => {} });
  return command.parseAsync(flags, { from: 'user' });
}

describe('runway simulator', () => {
  it('serves what its export line says until a signal, then exits 0', async () => {
    const { child, written } = run(
      '--port',
      '0',
      '--balance',
      '12.5',
      '--shape',
      'older',
      '--per-day',
      '0',
      '--rate',
      '75',
    );
    await expect.poll(() => written.stderr, { timeout: 10_000 }).toContain('npm run watch');
    const url = exported(written, 'SMARTLYQ_BASE_URL');
    const key = exported(written, 'SMARTLYQ_API_KEY');
    const response = await fetch(`${url}/me/balance`, {
      headers: { authorization: `Bearer ${key}` },
    });
    expect((await bodyOf(response)).data).toEqual({ balance_sqc: 12.5, currency: 'SQC' });
    expect(response.headers.get('x-ratelimit-limit')).toBe('75');
    child.kill('SIGINT');
    expect(await once(child, 'exit')).toEqual([0, null]);
    expect(written.stdout).toBe('');
    expect(written.stderr).toContain('GET "/v1/me/balance" 200');
    expect(written.stderr.split('npm run watch')[1]).not.toContain(key);
  });

  it('runs the wallet faster than the clock', async () => {
    const { written } = run(
      '--port',
      '0',
      '--balance',
      '100',
      '--per-day',
      '100',
      '--speed',
      '1000000',
    );
    await expect.poll(() => written.stderr, { timeout: 10_000 }).toContain('npm run watch');
    const url = exported(written, 'SMARTLYQ_BASE_URL');
    const balance = async () => {
      const headers = { authorization: 'Bearer sqk_live_x' };
      return (await bodyOf(await fetch(`${url}/me/balance`, { headers }))).data.balance;
    };
    await expect.poll(balance, { interval: 200, timeout: 5_000 }).toBe('0.0000');
  });

  it('and what it prints show a runway alert, in the time that the wallet lives in', async () => {
    const folder = emptyFolder();
    const { written } = run('--port', '0', '--speed', '36000');
    await expect.poll(() => written.stderr, { timeout: 10_000 }).toContain('npm run watch');
    const names = ['SMARTLYQ_BASE_URL', 'SMARTLYQ_API_KEY', 'RUNWAY_TIME_LAPSE'] as const;
    const env = Object.fromEntries(names.map((name) => [name, exported(written, name)]));
    const [, args = ''] = /npm run watch -- (.+)/.exec(written.stderr) ?? [];
    const watch = startCli(folder, ['watch', ...args.split(' ')], env);
    let mails = '';
    watch.stdout.on('data', (text) => (mails += text));
    await expect.poll(() => mails, { timeout: 50_000 }).toContain('under 7 days');
    const { stdout } = await runCli(folder, ['status', '--json'], env);
    const [{ lastReadingAgeSeconds }] = JSON.parse(stdout);
    expect(lastReadingAgeSeconds).toBeGreaterThan(0);
    expect(exported(written, 'RUNWAY_HOME')).toContain('runway-simulator-');
  });

  it('says that its port is in use', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as { port: number };
    const error = await parse('--port', String(port)).catch((caught) => caught);
    server.close();
    expect(error).toBeInstanceOf(BadInputError);
    expect(error.message).toBe(
      `port ${port} is in use: choose another with --port, or 0 for any free one`,
    );
  });

  it('fails plainly for a trace that is not there', async () => {
    await expect(parse('--trace', 'absent.csv')).rejects.toThrow(
      'cannot read absent.csv: there is no such file',
    );
  });

  it.each([
    [['--port', '70000'], /0 to 65535/],
    [['--port', '1.5'], /whole number/],
    [['--speed', '0'], /from 0.001/],
    [['--balance', 'much'], /must be a number/i],
    [['--shape', 'square'], /current, older/],
    [['--trace', 'x.csv', '--per-day', '5'], /cannot be used with/],
    [['--unknown'], /unknown option/],
  ])('refuses %j as wrong use', async (flags, message) => {
    await expect(parse(...flags)).rejects.toThrow(message);
  });

  it('documents its controls in the help', () => {
    let help = '';
    simulatorCommand()
      .configureOutput({ writeOut: (text) => (help += text) })
      .outputHelp();
    for (const word of ['/_control/top-up', '/_control/fault', 'not-json', 'weekdays']) {
      expect(help).toContain(word);
    }
  });
});
