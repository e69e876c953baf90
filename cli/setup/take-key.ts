import { SmartlyqError } from '../../functions/adapters/smartlyq/smartlyq-error.ts';
import { keyFault } from '../../functions/adapters/smartlyq/smartlyq-key.ts';
import type { WalletSettings } from '../../functions/settings/settings-schema.ts';
import { checkKey, type KeyCheckOptions, type KeyReport } from '../deployment/check-key.ts';
import { missingSecret, type Secret } from './secret.ts';
import type { SetupDeps } from './setup-deps.ts';

/** The key that was piped in, or the stored one, or the answer to a question; checked against the API. */
export async function takeKey(
  wallet: WalletSettings,
  piped: string | undefined,
  api: KeyCheckOptions,
  { parameters, prompter, say }: SetupDeps,
): Promise<Secret> {
  const parameter = wallet.apiKeyParameter;
  const what = `API key of ${wallet.id}`;
  const known = (await parameters.read(parameter))?.value;
  let report: KeyReport | undefined;
  let value = piped ?? known;
  if (piped === undefined && prompter !== undefined) {
    const isReplaced =
      known === undefined || (await prompter.confirm(`Replace the stored ${what}?`));
    if (isReplaced) {
      value = await prompter.secret(`${what} (sqk_…):`, async (answer) => {
        const fault = keyFault(answer);
        if (fault !== undefined) return `Not an API key: ${fault}`;
        report = undefined;
        try {
          report = await checkKey(answer, api);
          return undefined;
        } catch (error) {
          if (error instanceof SmartlyqError) return error.message;
          throw error;
        }
      });
    }
  }
  if (value === undefined) throw missingSecret(`the ${what}`, '--key-stdin');
  report ??= await checkKey(value, api);
  for (const line of toldOf(wallet, report)) say(line);
  return { what, parameter, value };
}

/** What the key may and may not do, for a person. */
export function toldOf(wallet: WalletSettings, report: KeyReport): string[] {
  const { reading, isTestKey, rights, subAccounts = 0 } = report;
  const { decimal, currency } = reading.balance;
  const may = ['read the balance', ...rights.filter(granted).map(({ what }) => what)];
  const mayNot = rights.filter((right) => !granted(right));
  return [
    `${wallet.id}: the key is accepted; the balance is ${decimal} ${currency}`,
    `  may: ${may.join('; ')}`,
    ...mayNot.map(
      ({ what, scope }) => `  may not: ${what} (scope ${scope}); alerts need none of it`,
    ),
    ...(rights.some((right) => right.scope === 'logs:read' && granted(right))
      ? [
          `  Its past spend is read after the first poll, some pages a poll; at once with: npm run -s runway -- backfill ${wallet.id} --stack <name>`,
        ]
      : []),
    ...(subAccounts > 0 && wallet.subAccounts === undefined
      ? [
          `  It sees ${subAccounts} sub-account${subAccounts === 1 ? '' : 's'}: "subAccounts": "all" in its settings watches them.`,
        ]
      : []),
    ...(isTestKey
      ? ['  It is a test key: no credits are charged to it, so there is nothing to run out.']
      : []),
  ];
}

function granted({ isGranted }: { readonly isGranted: boolean }): boolean {
  return isGranted;
}
