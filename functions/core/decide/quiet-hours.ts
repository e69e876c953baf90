import type { Alert } from '../alert/alert.ts';
import { DAY_MS, MINUTE_MS } from '../ledger/durations.ts';
import type { Policy } from '../state/policy.ts';
import { localMinutes } from '../text/local-time.ts';

/**
 * Until when quiet hours hold this alert; undefined: send it now.
 * Never held: critical alerts, any alert whose p10 falls before the quiet hours end, and a test.
 */
export function holdUntil(alert: Alert, policy: Policy, nowMs: number): number | undefined {
  if (policy.quietHours === undefined || alert.severity === 'critical') return undefined;
  if (alert.kind === 'test') return undefined;
  const from = minutesOf(policy.quietHours.from);
  const to = minutesOf(policy.quietHours.to);
  const now = localMinutes(nowMs, policy.timeZone);
  const isQuiet = from <= to ? now >= from && now < to : now >= from || now < to;
  if (!isQuiet) return undefined;
  const minutesLeft = (to - now + 1_440) % 1_440;
  const endsMs = Math.floor(nowMs / MINUTE_MS) * MINUTE_MS + minutesLeft * MINUTE_MS;
  const p10Ms = nowMs + (alert.facts.runwayDays?.p10 ?? Number.POSITIVE_INFINITY) * DAY_MS;
  return p10Ms < endsMs ? undefined : endsMs;
}

function minutesOf(time: string): number {
  const [hours = '0', minutes = '0'] = time.split(':');
  return Number(hours) * 60 + Number(minutes);
}
