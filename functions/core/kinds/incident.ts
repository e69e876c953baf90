import { type Alert, isAtLeast, type Severity } from '../alert/alert.ts';
import { KINDS } from './index.ts';

/** What an alert opens, or resolves, for a service that keeps incidents. */
export interface Incident {
  readonly wallet: string;
  readonly trouble: string;
  readonly severity: Severity;
  /**
   * - `open`: it is true now.
   * - `resolved`: it is no longer true, at any severity.
   * - `eased`: it is true at this severity, and no longer at a graver one.
   */
  readonly state: 'open' | 'resolved' | 'eased';
  /** Of which it was made: one of a batch, or the alert itself. */
  readonly alert: Alert;
}

/** The incidents of an alert of this wallet. */
export function incidentsOf(alert: Alert, walletId: string): readonly Incident[] {
  const { kind, severity, facts } = alert;
  if (facts.members !== undefined) {
    return facts.members.flatMap((member) => incidentsOf(member.alert, member.wallet.id));
  }
  const wallet = facts.about?.id ?? walletId;
  const incident = { wallet, severity, alert };
  const ended = { ...incident, trouble: 'readings', state: 'resolved' as const };
  const hasEnded = facts.ended !== undefined;
  // Nothing else was the matter.
  if (kind === 'recovered' && hasEnded && facts.notifiedAtMs === undefined) return [ended];
  const trouble = facts.about === undefined ? KINDS[kind].trouble : 'polls';
  if (trouble === undefined) return hasEnded ? [ended] : [];
  const about = facts.failingChannel === undefined ? '' : ` ${facts.failingChannel}`;
  const own = { ...incident, trouble: `${trouble}${about}`, state: stateOf(alert) };
  return hasEnded ? [ended, own] : [own];
}

function stateOf({ kind, facts }: Alert): Incident['state'] {
  if (kind === 'recovered') return 'resolved';
  if (kind !== 'topped-up') return 'open';
  return facts.levelDays === undefined ? 'resolved' : 'eased';
}

/** What ends a trouble is news of little severity, and must arrive wherever the trouble did. */
export function concernsIncidents(alert: Alert, least: Severity): boolean {
  return incidentsOf(alert, '').some(
    ({ severity, state }) => state !== 'open' || isAtLeast(severity, least),
  );
}
