import { Command } from 'commander';
import { variableLines } from '../local/channel-variables.ts';
import { durationBetween } from '../time-arguments.ts';
import { runWatch } from '../watch/run-watch.ts';

interface WatchFlags {
  readonly once?: true;
  readonly json?: true;
  readonly every?: number;
}

const ENVIRONMENT = `
Environment:
  SMARTLYQ_API_KEY       API key of the wallet, with the scope to read its balance
  SMARTLYQ_BASE_URL      another API, such as the simulator's (optional)
${variableLines()}
  RUNWAY_HOME            folder for the history (default: .runway)
  RUNWAY_TIME_LAPSE      the simulator's time, as it prints it: SPEED@START (optional)

Alerts go to standard output, in the form of emails. Progress goes to standard error.
Levels, floor, time zone and quiet hours come from runway.config.json, if there is one.
If its wallet "main" has "subAccounts", they are read too, as fast as the API allows.`;

/** `runway watch`: the real thing, on this machine. */
export function watchCommand(): Command {
  return new Command('watch')
    .description('poll a wallet, record its history and show its alerts, on this machine')
    .option('--once', 'poll once, print the reading in one line and stop')
    .option('--json', 'with --once: print the reading as JSON; alerts go to standard error')
    .option(
      '--every <time>',
      "time between two polls (default: the settings' pollMinutes, otherwise 15m)",
      durationBetween('10s', '24h'),
    )
    .addHelpText('after', ENVIRONMENT)
    .action(async ({ once, json, every }: WatchFlags, command: Command) => {
      if (json && !once) command.error('error: --json needs --once', { exitCode: 2 });
      const isJson = json === true;
      await runWatch({
        isOnce: once === true,
        isJson,
        everyMs: every,
      });
    });
}
