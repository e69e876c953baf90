import type { Command } from 'commander';
import { ENTRIES } from '../cli/command-registry.ts';
import { programOf } from '../cli/program.ts';

const INTRODUCTION = `# Commands

<!-- Written by \`npm run docs\` from the commands' own help. Do not edit. -->

Run a command with \`npm run -s runway -- COMMAND\`.
Two have a short form: \`npm start\` runs \`demo\`, and \`npm run watch\` runs \`watch\`.
Every command has \`--help\`, and \`--json\` if it prints data.

- A command works on the local history, or with \`--stack SmartlyqRunway\` on the deployed one.
- A wallet is named by its \`id\` in the [settings](configuration.md#wallets), and a sub-account as in \`main/421077\`.
- Data goes to standard output, progress and logs to standard error.
- The exit code is 0 for done, 1 for failed and 2 for wrong use.
`;
const WIDTH = 80;

/** The text of docs/cli.md. */
export async function cliDocument(): Promise<string> {
  const { commands } = programOf(await Promise.all(ENTRIES.map(({ load }) => load())));
  const index = ENTRIES.map(
    ({ name, description }) => `| [\`${name}\`](#${name}) | ${description} |`,
  );
  return [
    INTRODUCTION,
    ['| command | what it does |', '| --- | --- |', ...index, ''].join('\n'),
    ...commands.map((command) => sectionOf(command, command.name())),
  ].join('\n');
}

function sectionOf(command: Command, path: string, depth = 2): string {
  return [
    `${'#'.repeat(depth)} ${path}\n\n\`\`\`text\n${helpOf(command)}\n\`\`\`\n`,
    ...command.commands.map((child) => sectionOf(child, `${path} ${child.name()}`, depth + 1)),
  ].join('\n');
}

/** What --help prints, the texts after the options included. */
export function helpOf(command: Command): string {
  let help = '';
  command.configureOutput({
    writeOut: (text) => {
      help += text;
    },
    getOutHelpWidth: () => WIDTH,
    getOutHasColors: () => false,
  });
  command.outputHelp();
  return help.trim();
}
