import { Argument, Command } from 'commander';
import type { TestResult } from '../../functions/poll/send-test.ts';
import { CommandError } from '../command-error.ts';
import { variableLines } from '../local/channel-variables.ts';
import { LOCAL_WALLET } from '../local/home.ts';
import { note, print } from '../output/write.ts';

interface TestAlertFlags {
  readonly json?: true;
  readonly stack?: string;
}

const NOTE = `
With --stack, the deployed poll function sends it to email, to all other subscribers
of the topic, and to every channel of the wallet.
Without --stack, it is printed as an email and posted to the channels of the environment:
${variableLines()}`;

/** `runway test-alert`: sees a message arrive before it matters. */
export function testAlertCommand(): Command {
  return new Command('test-alert')
    .description('send a test message through every channel')
    .addArgument(new Argument('[wallet]', 'id of the wallet').default(LOCAL_WALLET))
    .option(
      '--json',
      'print a JSON array of how each channel answered; the message goes to standard error',
    )
    .option('--stack <name>', 'send it from this deployed stack instead of this machine')
    .addHelpText('after', NOTE)
    .action(async (wallet: string, { stack, json }: TestAlertFlags) => {
      const isJson = json === true;
      show(await send(wallet, stack, isJson), isJson);
    });
}

/** What a stack needs is loaded only where one is named. */
async function send(
  wallet: string,
  stack: string | undefined,
  isJson: boolean,
): Promise<TestResult> {
  if (stack === undefined) {
    const { sendHere } = await import('../test-alert/send-here.ts');
    return sendHere(wallet, isJson ? (text) => note(text.trimEnd()) : print);
  }
  const { sendThroughStack } = await import('../test-alert/send-through-stack.ts');
  return sendThroughStack(stack, wallet);
}

function show({ deliveries }: TestResult, isJson: boolean): void {
  const all = Object.entries(deliveries);
  const rows = all.map(([channel, delivery]) => ({ channel, ...delivery }));
  if (isJson) print(`${JSON.stringify(rows, null, 2)}\n`);
  const width = Math.max(0, ...all.map(([channel]) => channel.length));
  for (const [channel, { outcome, reason }] of isJson ? [] : all) {
    const how = outcome === 'shown' ? 'shown here' : outcome;
    print(`${channel.padEnd(width)}  ${how}${reason === undefined ? '' : `: ${reason}`}\n`);
  }
  const hasArrived = all.every(([, { outcome }]) => outcome === 'accepted' || outcome === 'shown');
  if (all.length === 0 || !hasArrived) {
    throw new CommandError('the test message did not arrive everywhere');
  }
}
