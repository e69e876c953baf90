/**
 * Every number of the model. "Fitted" ones were chosen on 47 hourly traces of real API traffic, every series weighing
 * the same, by the capped mean of |ln(predicted ÷ true)| over the four protocols of `npm run bench:accuracy`, which weigh
 * alike, with smaller parts for answers more than twice too late (the last hours most) and for balances of 10 to 28 days.
 * The last hours' constants were refitted on four fifths of the series at a time: docs/accuracy.md has the errors on the
 * fifth left out. The form of the model and the interval's constants were chosen on all series: no fold measures that.
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
 * `max`: with 1.5 erratic wallets were answered about a fifth too late on average, with 4 those in their first five
 * days too early; 3 lies between. That it fades with four weeks of history was chosen by balances
 * of 10 to 28 days, which on erratic traces came out at half their time without.
 */
export const BOOST = {
  /** Logarithm of the most that the base rate is raised by. */
  max: 3,
  strength: 1.2,
  /** How much ln(mean day ÷ median day) counts beside the standard deviation of a day's logarithm. */
  skewWeight: 1.17,
  /** Unevenness that every wallet has. */
  threshold: 0.23,
} as const;

/** How long the present lasts. Fitted, but for the powers, which hardly matter, and `maxBurst`. */
export const NEAR = {
  /** Hours ahead at which the last day's level is half forgotten. */
  dayHours: 53,
  dayPower: 4,
  /**
   * Logarithm at which a burst saturates, of the last day and of the last three hours. The errors are the same for
   * 0.4 … 8, so this is a choice: a wallet that triples today is believed to have rather more than doubled.
   */
  maxBurst: 1.2,
  /** The same for the last three hours. */
  hours3Hours: 4.2,
  hours3Power: 2,
  /**
   * An uneven wallet that is quiet now usually stays quiet for some hours: quietHour × uneven ÷ (1 + quietBelow ×
   * level of the last three hours ÷ usual level). While it is busy this comes to almost nothing.
   */
  quietHour: 14.4,
  quietBelow: 160,
} as const;

/**
 * The width of p10 … p90: ln σ = log + ofDays · ln(days + .05) + … , fitted by the pinball loss over all four protocols
 * with a penalty where a stratum's coverage leaves 78 … 90 %; of two such fits, with a light and a heavy penalty, this
 * lies between, where neither the loss nor the coverage of steady wallets is bad. Figures: docs/accuracy.md.
 */
export const INTERVAL = {
  log: 0.089,
  ofDays: 1.026,
  ofHours: -0.064,
  /** Per unit of |ln(day ÷ base)| and |ln(last hours ÷ day)|, each at most 3. */
  dayGap: 0.065,
  hoursGap: 0.196,
  /** × 24 ÷ (known hours + 24). */
  youth: 2.338,
  /** The error falls with the horizon: ((h + 6) ÷ 54) to minus this power. */
  horizonPower: 0.244,
  maxError: 4,
  /** Standard deviations to p90 (spends less) and to p10 (spends more). */
  lower: 1.29,
  upper: 1.016,
} as const;
