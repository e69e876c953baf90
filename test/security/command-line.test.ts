import { readdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { Command } from 'commander';
import { describe, expect, it } from 'vitest';

const COMMANDS = resolve('cli/commands');

async function everyCommand(): Promise<Command[]> {
  const found: Command[] = [];
  for (const file of readdirSync(COMMANDS)) {
    const exported: Record<string, unknown> = await import(resolve(COMMANDS, file));
    for (const make of Object.values(exported)) {
      const made: unknown = typeof make === 'function' && make.length === 0 ? make() : undefined;
      if (made instanceof Command) found.push(made, ...made.commands);
    }
  }
  return found;
}

describe('the command line', async () => {
  const commands = await everyCommand();

  it('takes no secret as an argument, where history and process list would keep it', () => {
    expect(commands.map((command) => command.name())).toContain('setup');
    const takers = commands.flatMap((command) =>
      command.options
        .filter(({ required, optional }) => required || optional)
        .filter(({ flags }) => /key|secret|token|webhook|password/i.test(flags))
        .map(({ flags }) => `${command.name()} ${flags}`),
    );
    expect(takers).toEqual([]);
  });

  it('takes arguments only where they are no secrets', () => {
    const named = commands.flatMap((command) =>
      command.registeredArguments.map((argument) => `${command.name()} ${argument.name()}`),
    );
    // The token is of one use, by who has the account's credentials.
    expect(named.filter((argument) => /key|secret|token|webhook/i.test(argument))).toEqual([
      'confirm-email token-or-url',
    ]);
  });
});
