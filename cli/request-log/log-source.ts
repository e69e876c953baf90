import { fixedSecret } from '../../functions/adapters/aws/secret-source.ts';
import {
  createWalletReads,
  type WalletReads,
} from '../../functions/adapters/smartlyq/wallet-reads.ts';
import { SETTINGS_FILE } from '../../functions/settings/settings.ts';
import { walletOf } from '../../functions/settings/wallet-settings.ts';
import { CommandError } from '../command-error.ts';
import type { WalletAccess } from '../opened-history.ts';
import { readWatchEnvironment } from '../watch/environment.ts';

/** Reads a page of the vendor's request log, each tried once. */
export type ReadLog = WalletReads['readLog'];

/**
 * With the key of `SMARTLYQ_API_KEY`, or with `--stack` the one that is stored for the wallet.
 * @throws CommandError when there is no key
 */
export async function logSource(
  stack: string | undefined,
  access: WalletAccess,
  wallet: string,
): Promise<ReadLog> {
  if (wallet.includes('/')) {
    throw new CommandError('SmartlyQ has no request log of a sub-account: name the agency');
  }
  const { apiKey, baseUrl, allowLoopback } =
    stack === undefined ? await localKey() : await storedKey(stack, access, wallet);
  const options = { baseUrl, apiKey: fixedSecret(apiKey), clock: Date.now, maxAttempts: 1 };
  return createWalletReads({ ...options, allowLoopback }).readLog;
}

interface KeyAndApi {
  readonly apiKey: string;
  readonly baseUrl: string;
  readonly allowLoopback: boolean;
}

async function localKey(): Promise<KeyAndApi> {
  const { apiKey, baseUrl } = await readWatchEnvironment(process.env);
  return { apiKey, baseUrl, allowLoopback: true };
}

async function storedKey(
  name: string,
  { settings }: WalletAccess,
  wallet: string,
): Promise<KeyAndApi> {
  if (settings === undefined) {
    throw new CommandError(`no ${SETTINGS_FILE} here: it names where the key is stored`);
  }
  // The AWS clients are a part of the start-up that local commands need not pay for.
  const [{ admit, awsClients, closeClients }, { deployedStack }] = await Promise.all([
    import('../doctor/patient.ts'),
    import('../deployment/stack.ts'),
  ]);
  const aws = awsClients();
  try {
    const stack = await deployedStack(name);
    const { api, parameters } = await admit(stack, settings, SETTINGS_FILE, aws);
    const { apiKeyParameter } = walletOf(settings, wallet);
    const stored = await parameters.read(apiKeyParameter);
    if (stored === undefined) {
      throw new CommandError(`no key is stored at ${apiKeyParameter}: run setup`);
    }
    return { apiKey: stored.value, ...api };
  } finally {
    closeClients(aws);
  }
}
