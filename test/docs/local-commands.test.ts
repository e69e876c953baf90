import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { emptyFolder, ended, runCli, saidOn, startCli } from '../cli/run-cli.ts';
import { simulatedVendor } from '../cli/simulated-vendor.ts';
import { DOCUMENTS, runwayArgumentsOf } from './documents.ts';

/** They work on a stack; so does every command with --stack. Such commands run in test/e2e. */
const ON_AWS = ['setup', 'doctor', 'teardown'];
/** It serves until it is stopped. */
const SERVING = 'simulator';

const LOCAL = [...new Set(DOCUMENTS.flatMap(runwayArgumentsOf))]
  .map((line) => ({ line, args: argumentsIn(line) }))
  .filter(({ args: [name = ''] }) => name !== 'COMMAND' && !ON_AWS.includes(name))
  .filter(({ args }) => !args.includes('--stack'));

/** As a shell reads them, quotes included. */
function argumentsIn(line: string): string[] {
  const printed = execFileSync('bash', ['-c', `printf '%s\\0' ${line}`], { encoding: 'utf8' });
  return printed.split('\0').slice(0, -1);
}

describe('the commands in the documents that need no AWS', () => {
  it('are found', () => {
    expect(LOCAL.map(({ line }) => line)).toEqual(
      expect.arrayContaining(['status', 'history main', 'alerts main', 'report']),
    );
  });

  const short = LOCAL.filter(({ args }) => args[0] !== SERVING);
  it.each(short)('$line ends with 0', async ({ args }) => {
    const folder = emptyFolder();
    const { env } = await simulatedVendor();
    expect(await runCli(folder, ['watch', '--once'], env)).toMatchObject({ code: 0 });
    expect(await runCli(folder, args, env)).toMatchObject({ code: 0 });
  });

  const serving = LOCAL.filter(({ args }) => args[0] === SERVING);
  it.each(serving)('$line serves, and says how to watch it', async ({ args }) => {
    const process = startCli(emptyFolder(), [...args, '--port', '0']);
    const end = ended(process);
    await saidOn(process.stderr, 'export SMARTLYQ_BASE_URL=');
    process.kill('SIGINT');
    await end;
  });
});
