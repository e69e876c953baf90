import * as v from 'valibot';
import type { AccountBilling } from '../../core/vendor/account-billing.ts';
import type { Billing } from '../../core/vendor/billing.ts';
import { fieldsOf, isRecord, present } from './answer-fields.ts';

/** What is kept of a bill's past. */
const MAX_PERIODS = 36;

/** A value with the paths of the parts that were unsound and left out. */
export interface Sifted<T> {
  readonly value: T;
  readonly ignored: readonly string[];
}

const record = v.custom<Readonly<Record<string, unknown>>>(isRecord, 'expected an object');

/** `data` as an object, read part by part. */
export function sifted<T>(read: (data: unknown, ignored: string[]) => T) {
  return v.pipe(
    record,
    v.transform((data): Sifted<T> => {
      const ignored: string[] = [];
      return { value: read(data, ignored), ignored };
    }),
  );
}

/** `data` of `GET /me/billing`. Amounts without a currency mean nothing and are left out. */
export const BillingSchema = sifted((data, ignored): Omit<Billing, 'atMs'> => {
  const fields = fieldsOf(data, ignored);
  const currency = fields.currency('currency');
  const balance = fields.inner('balance');
  const recharge = fields.inner('auto_recharge');
  const payment = fields.inner('payment');
  return present({
    total: balance.amount('total', currency),
    purchased: balance.amount('purchased', currency),
    monthly: balance.amount('monthly', currency),
    monthlyResetAtMs: fields.inner('cycle').instant('monthly_reset_at'),
    autoRecharge: anyOf(
      present({
        isEnabled: recharge.flag('enabled'),
        below: recharge.amount('below', currency),
        amount: recharge.amount('amount', currency),
        isActive: recharge.flag('active'),
      }),
    ),
    payment: anyOf(
      present({ isCardOnFile: payment.flag('card_on_file'), status: payment.word('status') }),
    ),
  });
});

/** `data` of `GET /me/account-billing`. */
export const AccountBillingSchema = sifted((data, ignored): Omit<AccountBilling, 'atMs'> => {
  const fields = fieldsOf(data, ignored);
  const currency = fields.currency('currency');
  const history = fields.each('history', MAX_PERIODS).flatMap((billed) => {
    const period = billed.word('period');
    if (period === undefined) return [];
    const rest = present({
      accounts: billed.count('accounts'),
      amount: billed.amount('amount', currency),
      status: billed.word('status'),
      chargedAtMs: billed.instant('charged_at'),
    });
    return [{ period, ...rest }];
  });
  return {
    ...present({
      activeAccounts: fields.count('active_accounts'),
      nextCharge: fields.amount('estimated_next_charge', currency),
      nextChargeAtMs: fields.day('next_billing_date'),
    }),
    history,
  };
});

function anyOf<T extends object>(parts: T): T | undefined {
  return Object.keys(parts).length === 0 ? undefined : parts;
}
