import { Command } from 'commander';
import { outsideText, redact } from '../../functions/adapters/http/outside-text.ts';
import { DEFAULT_STACK } from '../../functions/settings/outputs.ts';
import { loadSettings, SETTINGS_FILE } from '../../functions/settings/settings.ts';
import { CommandError } from '../command-error.ts';
import { deployedStack } from '../deployment/stack.ts';
import { examine } from '../doctor/examine.ts';
import type { Finding } from '../doctor/finding.ts';
import { admit, awsClients, closeClients } from '../doctor/patient.ts';
import { print } from '../output/write.ts';
import { awsError } from '../stack-table.ts';

interface DoctorFlags {
  readonly stack: string;
  readonly config: string;
  readonly fix?: true;
  readonly json?: true;
}

/** `runway doctor`: is everything there that an alert needs to arrive? */
export function doctorCommand(): Command {
  return new Command('doctor')
    .description(
      'check the deployed stack from the key to the mailbox; every line is ok or says what to do',
    )
    .option('--stack <name>', 'name of the deployed stack', DEFAULT_STACK)
    .option('--config <file>', 'the settings file', SETTINGS_FILE)
    .option('--fix', 'repair what can be repaired from here')
    .option('--json', 'print a JSON array of the findings')
    .action(async (flags: DoctorFlags) => {
      await consult(flags);
    });
}

async function consult({ stack: name, config, fix, json }: DoctorFlags): Promise<void> {
  const settings = loadSettings(config);
  const stack = await deployedStack(name);
  const aws = awsClients();
  const rows: object[] = [];
  let wrongs = 0;
  try {
    const patient = await admit(stack, settings, config, aws);
    for await (const finding of examine(patient)) {
      const { repair, ...row } = finding;
      const mended = fix && repair !== undefined ? await mend(repair, name) : {};
      if (!finding.isOk && mended.fixed === undefined) wrongs++;
      rows.push({ ...row, ...mended });
      if (!json) print(linesOf(finding, mended));
    }
  } catch (error) {
    throw awsError(error, name);
  } finally {
    closeClients(aws);
  }
  if (json) print(`${JSON.stringify(rows, null, 2)}\n`);
  if (wrongs > 0)
    throw new CommandError(`${wrongs === 1 ? '1 thing is' : `${wrongs} things are`} wrong`);
}

interface Mended {
  readonly fixed?: string;
  readonly notFixed?: string;
}

/** What cannot be mended must not keep the rest from being looked at. */
async function mend(repair: () => Promise<string>, stack: string): Promise<Mended> {
  try {
    return { fixed: await repair() };
  } catch (error) {
    return { notFixed: awsError(error, stack).message };
  }
}

function linesOf({ what, isOk, said, advice }: Finding, { fixed, notFixed }: Mended): string {
  const line = `${isOk ? 'ok    ' : 'WRONG '}${what}: ${outsideText(said)}\n`;
  if (fixed !== undefined) return `${line}      fixed: ${fixed}\n`;
  if (notFixed !== undefined) return `${line}      not fixed: ${redact(notFixed)}\n`;
  return advice === undefined ? line : `${line}      ${advice}\n`;
}
