import { isLoopback, outgoingUrl } from '../../functions/adapters/http/outgoing-url.ts';
import { isTestKey, keyFault } from '../../functions/adapters/smartlyq/smartlyq-key.ts';
import { VENDOR_BASE_URL } from '../../functions/settings/environment.ts';
import { CommandError } from '../command-error.ts';
import { type LocalChannel, readLocalChannels } from '../local/channels.ts';
import { readTimeLapse, TIME_LAPSE_VARIABLE, type TimeLapse } from '../local/time-lapse.ts';

/** What `watch` reads from the environment. Holds secrets: not to be shown. */
export interface WatchEnvironment {
  readonly apiKey: string;
  readonly isTestKey: boolean;
  /** SMARTLYQ_BASE_URL, without a slash at its end. @default the vendor's */
  readonly baseUrl: string;
  /** Of SLACK_WEBHOOK_URL and its like. */
  readonly channels: readonly LocalChannel[];
  /** RUNWAY_TIME_LAPSE; only with an API on this machine. @default this machine's time */
  readonly timeLapse?: TimeLapse;
}

/** @throws CommandError with all that is missing or malformed, and no secret in it */
export async function readWatchEnvironment(env: NodeJS.ProcessEnv): Promise<WatchEnvironment> {
  const faults: string[] = [];
  const apiKey = env.SMARTLYQ_API_KEY ?? '';
  const baseUrl = env.SMARTLYQ_BASE_URL?.trim() || VENDOR_BASE_URL;

  if (apiKey === '') {
    faults.push(
      'no API key: set SMARTLYQ_API_KEY to one from https://app.smartlyq.com/my/developer',
    );
  } else {
    const fault = keyFault(apiKey);
    if (fault !== undefined) {
      faults.push(`SMARTLYQ_API_KEY is malformed: ${fault}. Set it as the dashboard shows it`);
    }
  }
  const url = checked(faults, () =>
    outgoingUrl(baseUrl, { what: 'SMARTLYQ_BASE_URL', allowLoopback: true }),
  );
  const channels = await readLocalChannels(env);
  faults.push(...channels.faults);
  const timeLapse = checked(faults, () => readTimeLapse(env));
  if (timeLapse !== undefined && url !== undefined && !isLoopback(url.hostname)) {
    faults.push(
      `${TIME_LAPSE_VARIABLE} is for the simulator alone: unset it, or set SMARTLYQ_BASE_URL to the simulator's address`,
    );
  }
  if (url === undefined || faults.length > 0) throw new CommandError(faults.join('\n  '));
  return {
    apiKey,
    isTestKey: isTestKey(apiKey),
    baseUrl: url.href.replace(/\/+$/, ''),
    channels: channels.found,
    timeLapse,
  };
}

function checked<T>(faults: string[], read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    faults.push((error as Error).message);
    return undefined;
  }
}
