import { severityOfLevel } from '../alert/alert.ts';
import { isTooEarly } from '../forecast/forecast.ts';
import type { AlertMemory } from '../state/wallet-state.ts';
import { days } from '../text/numbers.ts';
import { isWorking } from '../upcoming/recharge.ts';
import { FALLING, PURCHASE } from './examples.ts';
import type { Kind } from './kind.ts';
import { action, whenText } from './phrases.ts';
import type { RuleInput, RuleResult } from './rule.ts';

/** p50 must stay at or below a level this long: three hourly polls in a row, so one odd hour alerts nobody. */
const CONFIRM_MS = 2 * 3_600_000;
/** On the last day two hours are worth more than certainty: from this level down p50 alerts at once. */
const MAX_UNCONFIRMED_LEVEL_DAYS = 1;
/**
 * Without a top-up a level arms again when p50 is above so many times the level. What alerts at once arms again later,
 * or it would come 1.2 times a depletion; its reminders repeat it meanwhile.
 */
const REARM_FACTOR = { confirmed: 1.5, unconfirmed: 2 };
/**
 * While learning, only the last day is worth an alert, and no burst of the first two hours is a day's burn: of 1,200
 * simulated wallets 24 were notified of a last day that had two or more days left; with the two hours it is 3.
 */
const MAX_LEVEL_WHILE_LEARNING_DAYS = 1;

/**
 * Fires once for each level of days left, for the deepest of several crossed at once. A level above one
 * that was notified is notified with it, also where the settings name it only now.
 */
function runwayRule(input: RuleInput, memory: AlertMemory): RuleResult {
  const { forecast, policy, nowMs } = input;
  const runway = forecast.runwayDays;
  if (isWorking(input.recharge, nowMs)) {
    return {
      outcome: { skips: 'the auto-recharge refills it' },
      memory: { ...memory, firingLevels: [], underSinceMs: {} },
    };
  }
  if (memory.isAboveEmpty) {
    return { outcome: { skips: 'the wallet is as good as empty' }, memory };
  }
  if (runway === null) {
    if (forecast.state === 'empty') return { outcome: { skips: 'the wallet is empty' }, memory };
    if (isTooEarly(forecast)) return { outcome: { skips: 'too early to say' }, memory };
    return {
      outcome: { skips: 'no spend: not running down' },
      memory: { ...memory, firingLevels: [], underSinceMs: {} },
    };
  }

  // A guess made of too little history resolves nothing.
  const stillNotified = memory.firingLevels.filter(
    (level) =>
      policy.levelsDays.includes(level) &&
      (forecast.state === 'learning' || runway.p50 <= rearmDays(level)),
  );
  const deepestNotified = Math.min(...stillNotified);
  const firingLevels = policy.levelsDays.filter((level) => level >= deepestNotified);
  const waiting = policy.levelsDays.filter(
    (level) => runway.p50 <= level && !firingLevels.includes(level),
  );
  const underSinceMs = Object.fromEntries(
    waiting.map((level) => [String(level), memory.underSinceMs[String(level)] ?? nowMs]),
  );

  const due = waiting.filter((level) => {
    if (forecast.state === 'learning') {
      const isSeen = nowMs - input.spend.firstAtMs >= CONFIRM_MS;
      return isSeen && level <= MAX_LEVEL_WHILE_LEARNING_DAYS && runway.p90 <= level;
    }
    const isConfirmed = nowMs - (underSinceMs[String(level)] ?? nowMs) >= CONFIRM_MS;
    return level <= MAX_UNCONFIRMED_LEVEL_DAYS || isConfirmed || runway.p90 <= level;
  });
  if (due.length === 0) {
    return {
      outcome: { skips: waiting.length > 0 ? 'not yet confirmed' : 'no new level' },
      memory: { ...memory, firingLevels, underSinceMs },
    };
  }

  const deepest = Math.min(...due);
  const passed = waiting.filter((level) => level >= deepest);
  return {
    outcome: {
      fires: 'runway',
      levelDays: deepest,
      reason: reasonFor(deepest, runway.p90),
    },
    memory: {
      ...memory,
      firingLevels: [...firingLevels, ...passed],
      underSinceMs: Object.fromEntries(
        Object.entries(underSinceMs).filter(([level]) => !passed.includes(Number(level))),
      ),
    },
  };
}

function rearmDays(levelDays: number): number {
  const { confirmed, unconfirmed } = REARM_FACTOR;
  return levelDays * (levelDays <= MAX_UNCONFIRMED_LEVEL_DAYS ? unconfirmed : confirmed);
}

function reasonFor(levelDays: number, p90: number): string {
  if (p90 <= levelDays) return `under ${days(levelDays)}, even if spending slows`;
  const isConfirmed = levelDays > MAX_UNCONFIRMED_LEVEL_DAYS;
  return `under ${days(levelDays)}${isConfirmed ? ' for two hours' : ''}`;
}

export const runway: Kind = {
  severity: ({ levelDays }) => (levelDays === undefined ? 'info' : severityOfLevel(levelDays)),
  meaning:
    'The median forecast has been at or below an alert level for two hours, or the latest likely date already is. A level of one day or less is reported at once. Sent once per level.',
  severityText: '7 days: info, 3 days: warning, 1 day: critical',
  rule: runwayRule,
  isNotified: ({ firingLevels }) => firingLevels.length > 0,
  whileMuted: (before, after, nowMs) => {
    const unsaid = after.firingLevels.filter((level) => !before.firingLevels.includes(level));
    const since = unsaid.map((level) => [level, before.underSinceMs[String(level)] ?? nowMs]);
    return {
      firingLevels: before.firingLevels.filter((level) => after.firingLevels.includes(level)),
      underSinceMs: { ...after.underSinceMs, ...Object.fromEntries(since) },
    };
  },
  reminder: ({ firingLevels }) => {
    const levelDays = Math.min(...firingLevels);
    if (severityOfLevel(levelDays) !== 'critical') return undefined;
    return { levelDays, still: `still under ${days(levelDays)}` };
  },
  startsReminders: true,
  subjects: ['balance'],
  isSnoozable: true,
  isResolvedByTopUp: true,
  isRecoveryNotified: true,
  needsTopUp: true,
  trouble: 'balance',
  causeHours: 24,
  openText: (levelDays) => `under ${days(levelDays)}`,
  headline: (alert, name, timeZone) =>
    `${name} runs out ${whenText(alert.atMs, alert.facts.runwayDays?.p50, timeZone)}. ${action(alert, timeZone)}`,
  example: {
    reason: 'under 3 days for two hours',
    facts: { ...FALLING, ...PURCHASE, levelDays: 3 },
  },
};
