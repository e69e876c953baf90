/** What a wallet is asked to pay, as a function of time: the same for the same source, however it is asked. */
export interface SpendSource {
  /** Credits a day on average, ≥ 0: to size balances and top-ups by. */
  readonly perDay: number;
  /** The step that contains `atMs` (epoch milliseconds). */
  stepAt(atMs: number): SpendStep;
}

/** A stretch of time, an hour or less, and the billable calls in it. */
export interface SpendStep {
  /** Where the next step begins, epoch milliseconds; later than the time asked for. */
  readonly untilMs: number;
  /** In order of time; none at or after `untilMs`. */
  readonly calls: readonly Call[];
}

export interface Call {
  readonly atMs: number;
  /** Ten-thousandths of a credit, > 0. */
  readonly cost: number;
  /** @default any of them */
  readonly kind?: CallKind;
  /** Made by a burst, with a key of its own. */
  readonly isCampaign?: true;
}

/** The vendor's activity types. */
export type CallKind = 'text' | 'images' | 'audio' | 'videos';
