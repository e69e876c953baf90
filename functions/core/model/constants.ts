/**
 * Every number of the model. "Fitted" ones were chosen together on 47 hourly traces of real API traffic, every series
 * weighing the same, by the error |ln(predicted ÷ true)| of P1 and P2 alike (`npm run bench:accuracy`; P1 looks back
 * from a depletion, P2 forward from a balance of so many mean days): its capped mean, with smaller parts for the median,
 * for what is above 1, for steady wallets and for answers twice too late (P1), and a tenth for balances of 10 to 28
 * days on the long traces. The capped mean comes to 0.501 (P1) and 0.513 (P2). With the path's constants fitted anew on
 * four fifths of the series, from a neutral start, it is 0.508 and 0.518 on the fifth left out. The form of the model,
 * and the interval's constants, were chosen on all series: no fold measures that choice.
 */

/** How far ahead a path is worked out by the hour: 30 days, of which the last week's mean rate goes on. */
export const PATH_HOURS = 720;

/** The hour of the week. Priors of the first design, kept as they were: nothing here was fitted again. */
export const SHAPE = {
  /** A 24-hour block counts half after two weeks. */
  halfLifeDays: 14,
  /** Weight of a flat day beside the blocks. */
  flatBlocks: 0.5,
  /** Weekdays count from two weeks on. */
  minHoursForWeekdays: 336,
  /** Weight of a flat week beside the hours seen on a weekday. */
  flatHours: 36,
  /** One burst makes no Tuesday: a weekday counts at most three times the mean one. */
  maxDayFactor: 3,
} as const;

/** Hours of the next longer span that each span leans on, so that the logarithm of a quiet one stays above ln 0.05. */
export const LEVELS = {
  weekPseudoHours: 1.2,
  dayPseudoHours: 1.2,
  hours3PseudoHours: 0.15,
} as const;

export const IRREGULARITY = {
  /** A day counts as at least 5 % of the mean one. */
  leastDayShare: 0.05,
  /** Days that a new wallet is taken to have had, as irregular as a quarter of its hours' variation. */
  pseudoDays: 2,
  priorShareOfHours: 0.25,
  leastMedianShare: 0.1,
  /** Before that the hours' variation is measured against a flat day. */
  minDaysForRhythm: 3,
} as const;

/**
 * What a short history of a bursty wallet understates, × (672 − known hours) ÷ (known hours + 24). Fitted, but for
 * `max`: a higher one made P1 better still, by pulling every answer towards two days. With this one the median error of
 * erratic wallets in P2 stays within 0.25 for every balance from half a day to a week; and that it
 * fades with four weeks of history was chosen by balances of 10 to 28 days, which on erratic traces came out at half their time without.
 */
export const BOOST = {
  /** Logarithm of the most that the base rate is raised by. */
  max: 1.5,
  strength: 1.2,
  /** How much ln(mean day ÷ median day) counts beside the standard deviation of a day's logarithm. */
  skewWeight: 1.17,
  /** Unevenness that every wallet has. */
  threshold: 0.23,
} as const;

/** How long the present lasts. Fitted, but for the powers (how sharply it ends; 3 … 6 and 1.5 … 3 moved the errors by less than 0.006). */
export const NEAR = {
  /** Hours ahead at which the last day's level is half forgotten. */
  dayHours: 41.5,
  dayPower: 4,
  /**
   * Logarithm at which a busy day saturates. The errors are the same for 0.4 … 8, so this is a
   * choice: a wallet that triples today is believed to have rather more than doubled.
   */
  maxDayBurst: 1.2,
  /** The same for the last three hours, which only count when they were quiet. */
  hours3Hours: 3.1,
  hours3Power: 2,
  /** Most hours of an uneven wallet are quieter than its mean one. */
  quietHour: 2.85,
} as const;

/**
 * The width of p10 … p90: ln σ = log + ofDays · ln(days + .05) + … , fitted by pinball loss with a penalty where a
 * stratum's coverage leaves 80 … 86 %; it comes to 84 % (P1) and 82 % (P2) over all, 79 % in the worst stratum.
 */
export const INTERVAL = {
  log: 0.177,
  ofDays: 0.908,
  ofHours: 0.064,
  /** Per unit of |ln(day ÷ base)| and |ln(last hours ÷ day)|, each at most 3. */
  dayGap: 0.048,
  hoursGap: 0.138,
  /** × 24 ÷ (known hours + 24). */
  youth: 2.087,
  /** The error falls with the horizon: ((h + 6) ÷ 54) to minus this power. */
  horizonPower: 0.232,
  maxError: 4,
  /** Standard deviations to p90 (spends less) and to p10 (spends more). */
  lower: 1.104,
  upper: 1.071,
} as const;
