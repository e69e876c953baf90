import * as v from 'valibot';
import type { Reading } from '../../core/ledger/reading.ts';
import type { Workspace, WorkspaceWallet } from '../../core/vendor/workspace.ts';
import { fieldsOf, isRecord, present } from './answer-fields.ts';
import { type Sifted, sifted } from './billing-answers.ts';

/** The vendor allows 200 by default; more are read on, to a bound of our own. */
export const MAX_WORKSPACES = 1_000;
/** Sub-accounts are counted in credits: the field's name says so. */
const CURRENCY = 'SQC';

/** `data` of `GET /workspaces`. One without a sound id is left out. */
export const WorkspacesSchema = sifted((data, ignored): readonly Workspace[] =>
  fieldsOf(data, ignored)
    .each('workspaces', MAX_WORKSPACES)
    .flatMap((fields) => {
      const id = fields.id('id');
      if (id === undefined) return [];
      const name = fields.text('name') ?? id;
      const rest = present({
        status: fields.word('status'),
        balance: fields.amount('balance_sqc', CURRENCY),
      });
      return [{ id, name, ...rest }];
    }),
);

export type WalletData = Omit<WorkspaceWallet, 'reading'> & Pick<Reading, 'balance'>;

/** `data` of `GET /workspaces/{id}/wallet`. The balance must be sound: "no data" is not "empty". */
export const WorkspaceWalletSchema = v.pipe(
  v.custom<Readonly<Record<string, unknown>>>(isRecord, 'expected an object'),
  v.rawTransform(({ dataset, addIssue, NEVER }): Sifted<WalletData> => {
    const ignored: string[] = [];
    const fields = fieldsOf(dataset.value, ignored);
    const balance = fields.amount('balance_sqc', CURRENCY);
    if (balance === undefined) {
      addIssue({ message: 'balance_sqc: expected a plain decimal' });
      return NEVER;
    }
    const rest = present({
      status: fields.word('status'),
      state: fields.word('state'),
      billingMode: fields.word('billing_mode'),
    });
    return { value: { balance, ...rest }, ignored };
  }),
);
