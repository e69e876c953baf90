import { execFileSync } from 'node:child_process';
import type { Command } from 'commander';
import { beforeAll, describe, expect, it } from 'vitest';
import { ENTRIES } from '../../cli/command-registry.ts';
import { programOf } from '../../cli/program.ts';
import packageFile from '../../package.json' with { type: 'json' };
import { codeOf, DOCUMENTS, inlineCodeOf, runwayArgumentsOf, textOf } from './documents.ts';

const NPM_RUN = /npm run (?:-s )?([\w:-]+)/g;
const NPM_SCRIPT = /npm (start|test)\b/g;
const CDK = /npx cdk ([\w-]+)/g;
const RUNWAY = /(?<![\w-])runway ((?:-|[a-z])[^#|&\n]*)/g;

let program: Command;
let cdkHelp: string;

beforeAll(async () => {
  program = programOf(await Promise.all(ENTRIES.map(({ load }) => load())));
  cdkHelp = execFileSync('npx', ['cdk', '--help'], { encoding: 'utf8' });
});

/** What is wrong with the arguments of `runway`: a command, subcommand or option that there is not. */
function faultsOf(args: string): string[] {
  const [name = '', ...rest] = args.trim().split(/\s+/);
  if (['help', '--help', '--version', 'COMMAND'].includes(name)) return [];
  const command = program.commands.find((known) => known.name() === name);
  if (command === undefined) return [`no command ${name}`];
  const child = command.commands.find((known) => known.name() === rest[0]);
  const known = [command, ...(child ? [child] : [])].flatMap(({ options }) =>
    options.map(({ long }) => long),
  );
  return rest
    .filter((word) => word.startsWith('--') && word !== '--help')
    .filter((word) => !known.includes(word))
    .map((word) => `${name} has no option ${word}`);
}

/** "setup --channel TYPE:NAME" is a command, and "status" alone may be any word. */
function isShortCommand(code: string): boolean {
  return ENTRIES.some(({ name }) => code.startsWith(`${name} `)) && code.includes(' --');
}

describe('the commands in the documents', () => {
  it('are told from those that there are not', () => {
    expect(faultsOf('setup confirm-email LINK --stack NAME')).toEqual([]);
    expect(faultsOf('setup webhook --fix')).toEqual(['setup has no option --fix']);
    expect(faultsOf('nonsense')).toEqual(['no command nonsense']);
  });

  it.each(DOCUMENTS)('of %s exist, with their options', (document) => {
    const code = codeOf(document);
    const matches = (pattern: RegExp) => code.flatMap((line) => [...line.matchAll(pattern)]);
    const scripts = [...matches(NPM_RUN), ...matches(NPM_SCRIPT)].map(([, script = '']) => script);
    expect.soft(scripts.filter((script) => !(script in packageFile.scripts))).toEqual([]);

    const ofRunway = [
      ...runwayArgumentsOf(document),
      ...matches(RUNWAY)
        .map(([, args = '']) => args)
        .filter((args) => !args.startsWith('--')),
      ...inlineCodeOf(textOf(document)).filter(isShortCommand),
    ];
    expect.soft(ofRunway.flatMap(faultsOf)).toEqual([]);

    const ofCdk = matches(CDK).map(([, command = '']) => command);
    expect(ofCdk.filter((command) => !cdkHelp.includes(`cdk ${command}`))).toEqual([]);
  });

  it("are CI's: it runs the README's test command", () => {
    const command = textOf('.ci/run').trim().split('\n').at(-1) ?? '';
    expect(codeOf('README.md').join('\n')).toContain(command);
  });

  it('are found, or the checks above would say nothing', () => {
    const all = DOCUMENTS.flatMap(codeOf).join('\n');
    expect([...all.matchAll(NPM_RUN)].length).toBeGreaterThan(40);
    expect([...all.matchAll(CDK)].length).toBeGreaterThan(5);
  });
});
