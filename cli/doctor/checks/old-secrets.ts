import { createWalletStore } from '../../../functions/adapters/table/wallet-store.ts';
import { secretNames } from '../../deployment/secret-names.ts';
import { type Finding, ok, wrong } from '../finding.ts';
import type { Patient } from '../patient.ts';

const WHAT = 'old secrets';
const OF_A_WALLET = /^\/smartlyq-runway\/([^/]+)\/(?:api-key|webhook-secret)$/;

/**
 * Secrets of wallets that left the settings. Another stack's wallets store theirs at the same place, so only those of
 * wallets are named that this stack's history knows.
 */
export async function checkOldSecrets(patient: Patient): Promise<Finding[]> {
  const { settings, stack, aws, parameters } = patient;
  const used = new Set(secretNames(settings));
  const store = createWalletStore(aws.dynamodb, stack.table);
  const findings: Finding[] = [];
  for (const name of await parameters.list('/smartlyq-runway')) {
    const wallet = OF_A_WALLET.exec(name)?.[1];
    if (wallet === undefined || used.has(name)) continue;
    if (settings.wallets.some(({ id }) => id === wallet)) continue;
    if ((await store.peek(wallet)) === undefined) continue;
    const said = `${name} is still stored, and the settings do not name ${wallet} any more`;
    const advice = `remove it: aws ssm delete-parameter --name ${name} (or with its history: npm run -s runway -- forget ${wallet} --stack ${stack.name})`;
    findings.push(wrong(WHAT, said, advice));
  }
  return findings.length > 0 ? findings : [ok(WHAT, 'none of a wallet that left the settings')];
}
