import { fixedSecret } from '../../functions/adapters/aws/secret-source.ts';
import { createSmartlyqClient } from '../../functions/adapters/smartlyq/smartlyq-client.ts';
import type { RecordedReading } from '../../functions/adapters/table/history-items.ts';
import { createSnoozeStore } from '../../functions/adapters/table/snooze-item.ts';
import { createSweepStore } from '../../functions/adapters/table/sweep-items.ts';
import { createWalletStore } from '../../functions/adapters/table/wallet-store.ts';
import { cleanName } from '../../functions/core/text/clean-name.ts';
import type { PollRuntime } from '../../functions/poll/poll-runtime.ts';
import { pollWallet } from '../../functions/poll/poll-wallet.ts';
import { POLL_TIMEOUT_SECONDS } from '../../functions/settings/environment.ts';
import { policyOf } from '../../functions/settings/policy-of.ts';
import type { Settings } from '../../functions/settings/settings-schema.ts';
import type { AgencyRuntime } from '../../functions/sub-accounts/agency.ts';
import { CommandError } from '../command-error.ts';
import { readingRow } from '../history/reading-row.ts';
import { localChannels } from '../local/channels.ts';
import { homeOf, LOCAL_WALLET, openToRecord } from '../local/home.ts';
import { settingsHere } from '../local/settings.ts';
import type { LocalTable } from '../local/table.ts';
import { clockOf } from '../local/time-lapse.ts';
import { note, print } from '../output/write.ts';
import { oneLine } from '../status/runway-text.ts';
import { noteUnnamed } from '../sub-accounts/sub-accounts-of.ts';
import { readWatchEnvironment, type WatchEnvironment } from './environment.ts';
import { firstBackfill } from './first-backfill.ts';
import { createHumanLog, stamped } from './human-log.ts';
import { inTurnUntilSignal } from './in-turn.ts';
import { readOnce, subAccountRuns } from './watch-sub-accounts.ts';

export interface WatchOptions {
  readonly isOnce: boolean;
  /** With `isOnce`: the reading as JSON on standard output, and all else on standard error. */
  readonly isJson: boolean;
  /** @default the settings' pollMinutes, otherwise 15 minutes */
  readonly everyMs?: number;
}

const TEST_KEY_NOTE = 'test key: no credits charged';
const DEFAULT_POLICY = { levelsDays: [7, 3, 1], timeZone: 'UTC' };

/** Polls the wallet of SMARTLYQ_API_KEY, records it, and shows what there is to tell. */
export async function runWatch({ isOnce, isJson, everyMs: asked }: WatchOptions): Promise<void> {
  const environment = await readWatchEnvironment(process.env);
  const settings = settingsHere();
  const everyMs = asked ?? (settings?.pollMinutes ?? 15) * 60_000;
  const { baseUrl, isTestKey, timeLapse } = environment;
  const table = await openToRecord(homeOf(process.env), { api: baseUrl, isTestKey });
  const deps = pollDeps(environment, settings, table, everyMs, isJson ? noteText : print);
  const agency = agencyDeps(deps, environment, settings, table);
  const charge = isTestKey ? `; ${TEST_KEY_NOTE}` : '';
  try {
    const sweeps = createSweepStore(table.client, table.tableName);
    await noteUnnamed({ settings, sweeps, wallets: [deps.wallet] });
    if (isOnce) {
      const recorded = await poll(deps, true);
      const { wallet } = deps;
      print(
        isJson
          ? `${JSON.stringify({ wallet: wallet.id, name: wallet.name, ...readingRow(recorded), ...(isTestKey && { isTestKey }) }, null, 2)}\n`
          : `${lineOf(recorded, deps)}${charge}\n`,
      );
      if (agency !== undefined)
        (isJson ? noteText : print)(`${withoutNextPoll(await readOnce(agency))}\n`);
    } else {
      const pace =
        timeLapse === undefined ? '' : ` of time that runs ${timeLapse.speed} times as fast`;
      const also = agency === undefined ? '' : ', its sub-accounts in turn';
      note(
        `watching ${deps.wallet.name} at ${baseUrl} every ${everyText(everyMs)}${pace}${also}${charge}; Ctrl-C ends it`,
      );
      await watchUntilSignal(deps, agency, everyMs, baseUrl, timeLapse?.speed);
    }
  } finally {
    await table.close();
  }
}

function pollDeps(
  { apiKey, baseUrl, channels, timeLapse }: WatchEnvironment,
  settings: Settings | undefined,
  { client, tableName }: LocalTable,
  everyMs: number,
  write: (text: string) => void,
): PollRuntime {
  const clock = clockOf(timeLapse);
  const apiKeySource = fixedSecret(apiKey, 'SMARTLYQ_API_KEY');
  const api = { baseUrl, apiKey: apiKeySource, clock, allowLoopback: true };
  // The policy is the same for all wallets; a file that names no "main" still has one.
  const named = settings?.wallets.find(({ id }) => id === LOCAL_WALLET) ?? settings?.wallets[0];
  const name = named?.id === LOCAL_WALLET ? named.name : LOCAL_WALLET;
  return {
    wallet: { id: LOCAL_WALLET, name: cleanName(name) },
    isAgency: named?.id === LOCAL_WALLET && named.subAccounts !== undefined,
    store: createWalletStore(client, tableName),
    snoozes: createSnoozeStore(client, tableName),
    vendor: createSmartlyqClient(api),
    requestLog: createSmartlyqClient({ ...api, maxAttempts: 1 }),
    channels: localChannels(channels, write),
    policy: settings && named ? policyOf(settings, named.id) : DEFAULT_POLICY,
    pollMinutes: everyMs / 60_000,
    timeoutMs: POLL_TIMEOUT_SECONDS * 1_000 * (timeLapse?.speed ?? 1),
    clock,
    log: createHumanLog({ write: note, clock }),
  };
}

/** undefined where the settings ask for no sub-accounts. */
function agencyDeps(
  deps: PollRuntime,
  { apiKey, baseUrl }: WatchEnvironment,
  settings: Settings | undefined,
  { client, tableName }: LocalTable,
): AgencyRuntime | undefined {
  const { subAccounts, subAccountsShare } =
    settings?.wallets.find(({ id }) => id === LOCAL_WALLET) ?? {};
  if (subAccounts === undefined) return undefined;
  return {
    ...deps,
    sweeps: createSweepStore(client, tableName),
    vendor: createSmartlyqClient({
      baseUrl,
      apiKey: fixedSecret(apiKey, 'SMARTLYQ_API_KEY'),
      clock: deps.clock,
      allowLoopback: true,
      maxAttempts: 1,
    }),
    watched: subAccounts,
    ...(subAccountsShare !== undefined && { share: subAccountsShare }),
  };
}

async function poll(deps: PollRuntime, isOnce = false): Promise<RecordedReading> {
  try {
    const report = await pollWallet(deps);
    if (report === undefined) throw new CommandError('no API key: set SMARTLYQ_API_KEY');
    const { reading, forecast } = report;
    return { reading, ...forecast };
  } catch (error) {
    if (!isOnce || !(error instanceof Error)) throw error;
    throw new CommandError(withoutNextPoll(error.message), { cause: error });
  }
}

/** The reading in one line. */
function lineOf(recorded: RecordedReading, { wallet, policy }: PollRuntime): string {
  return `${wallet.name}  ${oneLine(recorded, policy.timeZone)}`;
}

function noteText(text: string): void {
  note(text.trimEnd());
}

/** Polls, and beside that reads the sub-accounts, one after the other: the table has one writer at a time. */
async function watchUntilSignal(
  deps: PollRuntime,
  agency: AgencyRuntime | undefined,
  everyMs: number,
  baseUrl: string,
  speed?: number,
): Promise<void> {
  const tell = (text: string) => note(stamped(text, deps.clock()));
  const ownPolls = {
    everyMs,
    run: async () => {
      try {
        tell(lineOf(await poll(deps), deps));
      } catch (error) {
        const { message } = error as Error;
        const next = /tries again|tried again/.test(message)
          ? ''
          : `; trying again every ${everyText(everyMs)}`;
        tell(`poll failed: ${message}${next}`);
      }
    },
  };
  const backfill = firstBackfill(deps, ownPolls.run, tell);
  const sweeps = agency === undefined ? [] : [subAccountRuns(agency, tell)];
  const jobs = [ownPolls, backfill, ...sweeps];
  await inTurnUntilSignal(jobs, deps.clock, {
    speed,
    onWaiting: () =>
      note(
        `waiting for the running poll at ${baseUrl}, at most ${POLL_TIMEOUT_SECONDS} s; Ctrl-C again ends it at once`,
      ),
  });
}

/** `--once` has no next poll. */
function withoutNextPoll(text: string): string {
  return text.replace(/[:;] the next poll tries again/, '; run this again later');
}

function everyText(everyMs: number): string {
  if (everyMs % 3_600_000 === 0) return `${everyMs / 3_600_000} h`;
  return everyMs % 60_000 === 0 ? `${everyMs / 60_000} min` : `${everyMs / 1_000} s`;
}
