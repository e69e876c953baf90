import { Command } from 'commander';
import type { Alert } from '../../functions/core/alert/alert.ts';
import { alertId } from '../../functions/core/alert/outbox.ts';
import type { Policy } from '../../functions/core/state/policy.ts';
import { localDay } from '../../functions/core/text/local-time.ts';
import { durationText } from '../../functions/core/text/numbers.ts';
import { alertEvent } from '../../functions/core/wording/event.ts';
import { policyOf } from '../../functions/settings/policy-of.ts';
import { summaryText } from '../demo/show.ts';
import { whatHappened } from '../demo/what-happened.ts';
import { settingsHere } from '../local/settings.ts';
import { numberBetween } from '../number-arguments.ts';
import { eventText, replay } from '../replay/alert-log.ts';
import { PAST_COLUMNS, PAST_FORMATS, type Past, pastReadings } from '../replay/past-readings.ts';

interface ReplayFlags {
  readonly json?: boolean;
  readonly currency: string;
  readonly refillDays: number;
}

const DEFAULT_POLICY: Policy = { levelsDays: [7, 3, 1], timeZone: 'UTC' };
const POLL_MINUTES = 15;
const NAME = 'main';

const FORMATS = `
${PAST_FORMATS}
It uses the settings in runway.config.json, or the defaults if there is no such file.`;

/** `runway replay`: what would these settings have said over this history? */
export function replayCommand(): Command {
  return new Command('replay')
    .description('show the alerts that your settings would have sent for a past history')
    .argument('<file.csv>', PAST_COLUMNS)
    .option('--json', 'print the JSON that subscribers of the topic get')
    .option('--currency <code>', 'currency of the balances', 'SQC')
    .option(
      '--refill-days <n>',
      'size of a refill in mean days of spend, for time,spend: 0.5 to 60',
      numberBetween(0.5, 60),
      8,
    )
    .addHelpText('after', FORMATS)
    .action(runReplay);
}

async function runReplay(file: string, flags: ReplayFlags): Promise<void> {
  const settings = settingsHere();
  const wallet = settings?.wallets[0];
  const policy = settings && wallet ? policyOf(settings, wallet.id) : DEFAULT_POLICY;
  const past = await pastReadings(file, { ...flags, pollMinutes: POLL_MINUTES });
  if (!flags.json) process.stdout.write(introText(file, past, flags, policy.timeZone));

  const alerts: Alert[] = [];
  for (const event of replay(past.readings, policy)) {
    if (event.kind === 'alert') alerts.push(event.alert);
    if (!flags.json) process.stdout.write(eventText(event, NAME, policy.timeZone));
  }
  if (flags.json) {
    const events = alerts.map((alert) =>
      alertEvent(alert, alertId(alert), { id: NAME, name: NAME }, false),
    );
    process.stdout.write(`${JSON.stringify(events, null, 2)}\n`);
    return;
  }
  process.stdout.write(summaryText(whatHappened(past.readings, alerts), policy.timeZone));
  process.stdout.write(
    `\n${past.readings.length.toLocaleString('en-US')} readings, ${alerts.length} messages.\n`,
  );
}

function introText(
  file: string,
  { readings, filling }: Past,
  flags: ReplayFlags,
  timeZone: string,
) {
  const [first, last] = [readings[0]?.atMs ?? 0, readings.at(-1)?.atMs ?? 0];
  const year = new Date(first).getUTCFullYear();
  const span = `${durationText(Math.max(last - first, 0))} from ${localDay(first, timeZone)} ${year} on`;
  const what =
    filling === undefined
      ? `${span}, as read`
      : `${span}; a wallet of ${filling.toLocaleString('en-US')} ${flags.currency} (${flags.refillDays} days of spend), refilled six hours after it ran out`;
  return `${file}: ${what}. Times are ${timeZone}.\n`;
}
