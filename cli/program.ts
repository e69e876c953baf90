import { Command } from 'commander';
import packageFile from '../package.json' with { type: 'json' };

const HELP = '(npm run -s runway -- help lists the commands; each has --help)';

/** The command line with these commands, not yet run. Parsing throws a CommanderError on wrong use and on help. */
export function programOf(commands: readonly Command[]): Command {
  const program = new Command('runway')
    .description(packageFile.description)
    .version(packageFile.version, '--version', 'print the version')
    .exitOverride()
    .showHelpAfterError(HELP)
    // Options of `setup` are those of its subcommands, too.
    .configureHelp({ showGlobalOptions: true })
    .configureOutput({
      outputError: (text, write) => write(text.replace(/^error: /, 'runway: ')),
    });
  for (const command of commands) program.addCommand(inheriting(command, program));
  return program;
}

/** `addCommand` hands nothing down, and a subcommand of its own would end the process with 1 on wrong use. */
function inheriting(command: Command, parent: Command): Command {
  command.copyInheritedSettings(parent);
  for (const child of command.commands) inheriting(child, command);
  return command;
}
