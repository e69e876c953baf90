import { Argument, Command } from 'commander';
import type { TestResult } from '../../functions/poll/send-test.ts';
import { CommandError } from '../command-error.ts';
import { LOCAL_WALLET } from '../local/home.ts';
import { print } from '../output/write.ts';

interface TestAlertFlags {
  readonly stack?: string;
}

const NOTE = `
With --stack the deployed poll function sends it, through the topic to mail and
whatever else is subscribed, and to every Slack destination of the wallet. Without,
it is shown as the mail that it would be, and posted to SLACK_WEBHOOK_URL.`;

/** `runway test-alert`: sees a message arrive before it matters. */
export function testAlertCommand(): Command {
  return new Command('test-alert')
    .description('send a test message the whole way that an alert goes')
    .addArgument(new Argument('[wallet]', 'its id').default(LOCAL_WALLET))
    .option('--stack <name>', 'the deployed stack of this name instead of this machine')
    .addHelpText('after', NOTE)
    .action(async (wallet: string, { stack }: TestAlertFlags) => {
      show(await send(wallet, stack));
    });
}

/** What a stack needs is loaded only where one is named. */
async function send(wallet: string, stack: string | undefined): Promise<TestResult> {
  if (stack === undefined) {
    const { sendHere } = await import('../test-alert/send-here.ts');
    return sendHere(wallet);
  }
  const { sendThroughStack } = await import('../test-alert/send-through-stack.ts');
  return sendThroughStack(stack, wallet);
}

function show({ attempts }: TestResult): void {
  const width = Math.max(0, ...attempts.map(({ channel }) => channel.length));
  for (const { channel, outcome, reason } of attempts) {
    print(`${channel.padEnd(width)}  ${outcome}${reason === undefined ? '' : `: ${reason}`}\n`);
  }
  const isHeard = attempts.length > 0 && attempts.every(({ outcome }) => outcome === 'accepted');
  if (!isHeard) throw new CommandError('the test message did not arrive everywhere');
}
