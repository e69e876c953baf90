import { Command } from 'commander';
import { durationBetween } from '../time-arguments.ts';
import { runWatch } from '../watch/run-watch.ts';

interface WatchFlags {
  readonly once?: true;
  readonly json?: true;
  readonly every?: number;
}

const ENVIRONMENT = `
Environment:
  SMARTLYQ_API_KEY    the wallet's key, with the scope to read its balance
  SMARTLYQ_BASE_URL   another API than the vendor's, such as the simulator's
  SLACK_WEBHOOK_URL   also post alerts there (optional)
  RUNWAY_HOME         where the history is kept (default: .runway)
  RUNWAY_TIME_LAPSE   the simulator's time, as it prints it: SPEED@START (default: real time)

Alerts go to standard output, as the mails that they would be; progress goes to
standard error. Levels, floor, time zone and quiet hours are those of
runway.config.json, where there is one; where its "main" has "subAccounts", they are
read in turn, once a minute as many as the requests that are left permit.`;

/** `runway watch`: the real thing, on this machine. */
export function watchCommand(): Command {
  return new Command('watch')
    .description('poll the wallet, record it and show alerts, on this machine')
    .option('--once', 'poll once, print the reading in one line, and end')
    .option('--json', 'with --once: the reading as JSON; alerts go to standard error')
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
