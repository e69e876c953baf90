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
    description: 'play weeks of a simulated wallet in seconds, and show its alerts',
    load: async () => (await import('./commands/demo.ts')).demoCommand(),
  },
  {
    name: 'watch',
    description: 'poll a wallet and show its alerts, on this machine',
    load: async () => (await import('./commands/watch.ts')).watchCommand(),
  },
  {
    name: 'status',
    description: 'show balance, daily spend, run-out date and open alerts of every wallet',
    load: async () => (await import('./commands/status.ts')).statusCommand(),
  },
  {
    name: 'history',
    description: 'show the readings, hours or days of a wallet',
    load: async () => (await import('./commands/history.ts')).historyCommand(),
  },
  {
    name: 'spend',
    description: 'show what the credits were spent on: by endpoint, type, key or day',
    load: async () => (await import('./commands/spend.ts')).spendCommand(),
  },
  {
    name: 'backfill',
    description: "read past spend from SmartlyQ's request log",
    load: async () => (await import('./commands/backfill.ts')).backfillCommand(),
  },
  {
    name: 'alerts',
    description: 'show what was sent, why, and how each channel answered',
    load: async () => (await import('./commands/alerts.ts')).alertsCommand(),
  },
  {
    name: 'report',
    description: 'write a page of the wallet: when it runs out, its history and past forecasts',
    load: async () => (await import('./commands/report.ts')).reportCommand(),
  },
  {
    name: 'digest',
    description: 'print the daily or weekly digest as it would be sent now',
    load: async () => (await import('./commands/digest.ts')).digestCommand(),
  },
  {
    name: 'forecast',
    description: 'forecast when a balance runs out, from any readings',
    load: async () => (await import('./commands/forecast.ts')).forecastCommand(),
  },
  {
    name: 'replay',
    description: 'show the alerts that your settings would have sent for a past history',
    load: async () => (await import('./commands/replay.ts')).replayCommand(),
  },
  {
    name: 'snooze',
    description: 'mute the alerts you already know about, for at most 72 hours',
    load: async () => (await import('./commands/snooze.ts')).snoozeCommand(),
  },
  {
    name: 'pause',
    description: 'stop all alerts of a wallet until you resume them',
    load: async () => (await import('./commands/pause.ts')).pauseCommand(),
  },
  {
    name: 'resume',
    description: 'end a snooze and a pause',
    load: async () => (await import('./commands/pause.ts')).resumeCommand(),
  },
  {
    name: 'test-alert',
    description: 'send a test message through every channel',
    load: async () => (await import('./commands/test-alert.ts')).testAlertCommand(),
  },
  {
    name: 'setup',
    description: 'check and store the API key and the secrets of channels, and write the settings',
    load: async () => (await import('./commands/setup.ts')).setupCommand(),
  },
  {
    name: 'doctor',
    description: 'check the deployed stack from the key to the mailbox',
    load: async () => (await import('./commands/doctor.ts')).doctorCommand(),
  },
  {
    name: 'forget',
    description: 'delete all that is stored of a wallet or sub-account',
    load: async () => (await import('./commands/forget.ts')).forgetCommand(),
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
