import { expect, it, onTestFinished } from 'vitest';
import { checkOldSecrets } from '../../../../cli/doctor/checks/old-secrets.ts';
import { openLocalTable } from '../../../../cli/local/table.ts';
import { createWalletStore } from '../../../../functions/adapters/table/wallet-store.ts';
import { step } from '../../../../functions/core/decide/step.ts';
import { POLICY, reading, START_MS } from '../../../support/falling-wallet.ts';
import { patient } from '../patient.ts';

it('finds the secrets of wallets that left the settings, and none of another stack', async () => {
  const table = await openLocalTable();
  onTestFinished(() => table.close());
  const store = createWalletStore(table.client, table.tableName);
  const { state } = step(undefined, reading(START_MS, 500), POLICY, START_MS);
  for (const wallet of ['main', 'gone']) await store.saveState(wallet, state, 0);
  const secret = { Type: 'SecureString', Value: 'x' } as const;
  const names = ['main/api-key', 'gone/api-key', 'gone/webhook-secret', 'elsewhere/api-key'];
  const stored = new Map(
    [...names, 'link-key', 'slack/team'].map((name) => [`/smartlyq-runway/${name}`, secret]),
  );
  const check = async () =>
    checkOldSecrets(
      await patient({ stored, table: table.tableName, aws: { dynamodb: table.client } }),
    );
  expect((await check()).map(({ isOk, said }) => [isOk, said])).toEqual(
    ['api-key', 'webhook-secret'].map((name) => [
      false,
      `/smartlyq-runway/gone/${name} is still stored, and the settings do not name gone any more`,
    ]),
  );
  for (const name of ['api-key', 'webhook-secret']) stored.delete(`/smartlyq-runway/gone/${name}`);
  expect(await check()).toMatchObject([{ isOk: true }]);
});
