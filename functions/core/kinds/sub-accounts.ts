import type { AlertFacts, BatchMember } from '../alert/alert.ts';
import { worstSeverity } from '../alert/alert.ts';
import { cleanName } from '../text/clean-name.ts';
import { EXAMPLE_AT_MS, FALLING, sqc } from './examples.ts';
import type { Kind } from './kind.ts';

export const subAccounts: Kind = {
  severity: ({ members = [] }) => worstSeverity(members),
  meaning:
    'One or more sub-accounts of an agency need attention. One combined message per sweep, most urgent first.',
  severityText: 'that of the most urgent one',
  // The most urgent one speaks; how many more there are comes behind it.
  headline: ({ facts }, name, timeZone, headlineOf) => {
    const [first, ...others] = facts.members ?? [];
    if (first === undefined) return `Sub-accounts of ${name} have news.`;
    const line = headlineOf(first.alert, cleanName(first.wallet.name), timeZone);
    return others.length === 0 ? line : `${line} And ${others.length} more of ${name}.`;
  },
  example: {
    reason: '2 sub-accounts have something to tell',
    facts: {
      burnPerDay: 0,
      forecastState: 'steady',
      runwayDays: FALLING.runwayDays,
      members: [
        member('Harbour Dental', 421_003, 'warning', { ...FALLING, levelDays: 3 }),
        member('Alpine Bikes', 421_017, 'info', {
          ...FALLING,
          balance: sqc('301'),
          levelDays: 7,
          runwayDays: { p10: 5.1, p50: 6.8, p90: 9 },
        }),
      ],
    },
  },
};

function member(
  name: string,
  subAccount: number,
  severity: 'warning' | 'info',
  facts: AlertFacts,
): BatchMember {
  const reason = `under ${facts.levelDays} days for two hours`;
  const atMs = EXAMPLE_AT_MS;
  return {
    wallet: { id: `main/${subAccount}`, name },
    entryId: `${new Date(atMs).toISOString()}#runway`,
    alert: { kind: 'runway', severity, reason, facts, atMs },
  };
}
