import { Command } from 'commander';

interface Entry {
  readonly name: string;
  readonly description: string;
  /** Imported only when it is asked for: `status` needs no simulator. */
  readonly load: () => Promise<Command>;
}

export const ENTRIES: readonly Entry[] = [
  {
    name: 'demo',
    description: 'weeks of a simulated wallet in seconds, with its alerts',
    load: async () => (await import('./commands/demo.ts')).demoCommand(),
  },
  {
    name: 'watch',
    description: 'poll the wallet, record it and show alerts, on this machine',
    load: async () => (await import('./commands/watch.ts')).watchCommand(),
  },
  {
    name: 'status',
    description: 'every wallet: balance, burn, runway, open alerts',
    load: async () => (await import('./commands/status.ts')).statusCommand(),
  },
  {
    name: 'history',
    description: 'the readings of a wallet, or its hours or days',
    load: async () => (await import('./commands/history.ts')).historyCommand(),
  },
  {
    name: 'alerts',
    description: 'what was decided, why, and how each channel answered',
    load: async () => (await import('./commands/alerts.ts')).alertsCommand(),
  },
  {
    name: 'report',
    description: 'a page of the wallet: when it runs dry, its history, past forecasts',
    load: async () => (await import('./commands/report.ts')).reportCommand(),
  },
  {
    name: 'digest',
    description: 'the daily or weekly summary, as it would be sent now',
    load: async () => (await import('./commands/digest.ts')).digestCommand(),
  },
  {
    name: 'forecast',
    description: 'runway from any readings in a file, or of many series',
    load: async () => (await import('./commands/forecast.ts')).forecastCommand(),
  },
  {
    name: 'replay',
    description: 'the alerts that the present settings would have sent over a history',
    load: async () => (await import('./commands/replay.ts')).replayCommand(),
  },
  {
    name: 'snooze',
    description: 'no alerts of what is known already, for at most 72 hours',
    load: async () => (await import('./commands/snooze.ts')).snoozeCommand(),
  },
  {
    name: 'pause',
    description: 'no alerts of a wallet at all until resume',
    load: async () => (await import('./commands/pause.ts')).pauseCommand(),
  },
  {
    name: 'resume',
    description: 'end a snooze and a pause',
    load: async () => (await import('./commands/resume.ts')).resumeCommand(),
  },
  {
    name: 'test-alert',
    description: 'send a test message the whole way that an alert goes',
    load: async () => (await import('./commands/test-alert.ts')).testAlertCommand(),
  },
  {
    name: 'setup',
    description: 'check and store the API key and Slack webhooks, write the settings',
    load: async () => (await import('./commands/setup.ts')).setupCommand(),
  },
  {
    name: 'doctor',
    description: 'check the deployed stack from key to mailbox',
    load: async () => (await import('./commands/doctor.ts')).doctorCommand(),
  },
  {
    name: 'teardown',
    description: 'remove the deployed stack and its secrets',
    load: async () => (await import('./commands/teardown.ts')).teardownCommand(),
  },
  {
    name: 'simulator',
    description: 'serve a simulated SmartlyQ API',
    load: async () => (await import('./commands/simulator.ts')).simulatorCommand(),
  },
];

/** Every command; those that the arguments do not ask for are only names for the list. */
export async function commandsFor(args: readonly string[]): Promise<Command[]> {
  const asked = args.find((arg) => !arg.startsWith('-') && arg !== 'help');
  return Promise.all(
    ENTRIES.map(({ name, description, load }) =>
      name === asked ? load() : new Command(name).description(description),
    ),
  );
}
