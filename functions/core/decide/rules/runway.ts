import { isTooEarly } from '../../forecast/forecast.ts';
import type { AlertMemory } from '../../state/wallet-state.ts';
import { days } from '../../text/numbers.ts';
import { isWorking } from '../../upcoming/recharge.ts';
import type { RuleResult, RuleInput } from './rule.ts';

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
 * simulated wallets 24 were told a last day that had two or more days left; with the two hours it is 3.
 */
const MAX_LEVEL_WHILE_LEARNING_DAYS = 1;

/**
 * Fires once for each level of days left, for the deepest of several crossed at once. A level above one
 * that was told is told with it, also where the settings name it only now.
 */
export function runwayRule(input: RuleInput, memory: AlertMemory): RuleResult {
  const { forecast, policy, nowMs } = input;
  const runway = forecast.runwayDays;
  if (isWorking(input.recharge, nowMs)) {
    return {
      outcome: { skips: 'the auto-recharge refills it' },
      memory: { ...memory, notifiedLevels: [], underSinceMs: {} },
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
      memory: { ...memory, notifiedLevels: [], underSinceMs: {} },
    };
  }

  // A guess made of too little history resolves nothing.
  const stillNotified = memory.notifiedLevels.filter(
    (level) =>
      policy.levelsDays.includes(level) &&
      (forecast.state === 'learning' || runway.p50 <= rearmDays(level)),
  );
  const deepestNotified = Math.min(...stillNotified);
  const notifiedLevels = policy.levelsDays.filter((level) => level >= deepestNotified);
  const waiting = policy.levelsDays.filter(
    (level) => runway.p50 <= level && !notifiedLevels.includes(level),
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
      memory: { ...memory, notifiedLevels, underSinceMs },
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
      notifiedLevels: [...notifiedLevels, ...passed],
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
