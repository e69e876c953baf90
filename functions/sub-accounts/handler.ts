import { createSmartlyqClient } from '../adapters/smartlyq/smartlyq-client.ts';
import { createEventStore } from '../adapters/table/event-items.ts';
import { createSweepStore } from '../adapters/table/sweep-items.ts';
import { openDeployment } from '../engine/deployment.ts';
import { parsePollRequest } from '../engine/poll-request.ts';
import { walletOf } from '../settings/wallet-settings.ts';
import type { AgencyRuntime } from './agency.ts';
import { pollSubAccount } from './poll-sub-account.ts';
import { runSweep } from './run-sweep.ts';

const deployment = openDeployment(new URL('./runway.config.json', import.meta.url));
const { settings, environment, dynamodb } = deployment;
const sweeps = createSweepStore(dynamodb, environment.table);
const events = createEventStore(dynamodb, environment.table);

/** Invoked by EventBridge Scheduler once a minute and agency; by the webhook with what happened to a sub-account. */
export async function handler(input: unknown): Promise<void> {
  const { wallet, event } = parsePollRequest(input);
  const runtime = createRuntime(wallet);
  if (event === undefined) {
    await runSweep(runtime);
    return;
  }
  const subAccount = (await events.read(wallet, event.id))?.event?.workspaceId;
  if (subAccount !== undefined) await pollSubAccount(subAccount, event, events, runtime);
}

function createRuntime(id: string): AgencyRuntime {
  const { apiKeyParameter, subAccounts, subAccountsShare } = walletOf(settings, id);
  return {
    ...deployment.walletRuntime(id),
    sweeps,
    events,
    vendor: createSmartlyqClient({ ...deployment.vendorOptions(apiKeyParameter), maxAttempts: 1 }),
    watched: subAccounts ?? [],
    share: subAccountsShare,
  };
}
