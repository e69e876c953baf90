import type { Alert, AlertFacts, Severity } from '../alert/alert.ts';
import type { AlertMemory, WatchMemory } from '../state/wallet-state.ts';
import type { FaultRule, Rule, RuleInput } from './rule.ts';

/** What can be wrong with a wallet, as far as one thing ends it. */
export type Trouble = 'balance' | 'readings' | 'polls' | 'clock' | 'delivery' | 'test';

/** What a severity may depend on. */
export type SeverityFacts = Pick<AlertFacts, 'levelDays' | 'members' | 'isCriticalOpen'> &
  Partial<Pick<AlertFacts, 'forecastState' | 'runwayDays'>>;

/** A notification as a person would see it: why it was sent, and what was known. */
export interface Example {
  readonly reason: string;
  readonly facts: AlertFacts;
}

/** Everything about one alert kind. What is a list by alert kind anywhere else is derived from this. */
export interface Kind {
  readonly severity: (facts: SeverityFacts) => Severity;
  /** When it is sent, and how severe it is, in the documents' table. */
  readonly meaning: string;
  readonly severityText: string;
  /** Line 1: wallet, fact, action. `name` is already fit for its channel. */
  readonly headline: (
    alert: Alert,
    name: string,
    timeZone: string,
    headlineOf: (alert: Alert, name: string, timeZone: string) => string,
  ) => string;
  readonly example: Example;
  /** Whether it fires on a reading. @default it is decided elsewhere */
  readonly rule?: Rule;
  /** Whether it fires where there is no reading. @default never */
  readonly faultRule?: FaultRule;
  /** What only this kind says, beside what every alert about a reading says. @default nothing */
  readonly facts?: (input: RuleInput) => Partial<AlertFacts>;
  /** Whether it was notified, and its cause has not passed. @default nothing is remembered */
  readonly isNotified?: (memory: AlertMemory) => boolean;
  /** Whether it is shown as open. @default while it is notified and no top-up has resolved it */
  readonly isOpen?: (memory: AlertMemory, watch: WatchMemory) => boolean;
  /** How status names it while it is open. */
  readonly openText?: (levelDays: number) => string;
  /** What is remembered where it fired and nobody was notified, so that it fires again after the mute. */
  readonly whileMuted?: (
    before: AlertMemory,
    after: AlertMemory,
    nowMs: number,
  ) => Partial<AlertMemory>;
  /** What is repeated while it is critical, and since when it is still true. @default never reminded */
  readonly reminder?: (
    memory: AlertMemory,
  ) => { readonly still: string; readonly levelDays?: number } | undefined;
  /** Its critical alert starts the time to the first reminder. @default false */
  readonly startsReminders?: true;
  /** What it is about: a later alert about the same replaces one that quiet hours still hold. @default nothing */
  readonly subjects?: readonly ('balance' | 'readings')[];
  /** A snooze mutes it, unless it is worse than what was snoozed. @default false */
  readonly isSnoozable?: true;
  /** A top-up resolves it, and says so. @default false */
  readonly isResolvedByTopUp?: true;
  /** Its end without a top-up is notified as `recovered`. @default false */
  readonly isRecoveryNotified?: true;
  /** It says that something is over: unsaid, that is over all the same. @default false */
  readonly isResolution?: true;
  /** It is other news than a date, so it is said beside the worst alert and not covered by it. @default false */
  readonly isBeside?: true;
  /** What an incident of it is about. @default news that nobody can resolve, or that others tell in its place */
  readonly trouble?: Trouble;
  /** How much of the request log explains it, hours. @default the log says nothing of it */
  readonly causeHours?: number;
  /** The calls that were refused are counted in it. @default false */
  readonly countsRefusals?: true;
  /** What to buy, and where, belongs into it. @default only where a level of days left is passed */
  readonly needsTopUp?: true;
}
