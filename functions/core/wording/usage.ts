import { isFarOff, type UsageCheck } from '../ledger/recorded-day.ts';
import { numberText } from '../text/numbers.ts';

/** "SmartlyQ counts 690 credits in 7 days, the balance fell by 702 SQC" */
export function usageText(check: UsageCheck): string {
  const { credits, spent, currency } = check;
  const fell = `${numberText(spent, currency)} ${currency}`;
  const said = `SmartlyQ counts ${numberText(credits, 'SQC')} credits in 7 days, the balance fell by ${fell}`;
  if (!isFarOff(check)) return said;
  return credits > spent
    ? `${said}: a part of it was not seen in the balance, or is counted in another unit`
    : `${said}: something else than usage was charged, or it is counted in another unit`;
}
