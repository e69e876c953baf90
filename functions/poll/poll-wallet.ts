import { SmartlyqError } from '../adapters/smartlyq/smartlyq-error.ts';
import type { LoadedWallet } from '../adapters/table/wallet-store.ts';
import { isUnheard, type OutboxEntry, pendingChannels } from '../core/alert/outbox.ts';
import type { Forecast } from '../core/forecast/forecast.ts';
import { takenAtMs } from '../core/ledger/clock.ts';
import type { Reading } from '../core/ledger/reading.ts';
import { alarmingChannels } from '../core/state/channel-health.ts';
import type { VendorEvent } from '../core/vendor/vendor-event.ts';
import type { Committed } from '../engine/commit.ts';
import { deliverLeftovers } from '../engine/deliver.ts';
import { type Delivered, UndeliveredError } from '../engine/deliver-outbox.ts';
import { isFreshEnough } from '../engine/is-fresh-enough.ts';
import { isFirstToday, logIgnoredFields } from '../engine/log.ts';
import { type Observation, toFault } from '../engine/observe.ts';
import { startRun } from '../engine/runtime.ts';
import { runStages } from '../engine/stages.ts';
import { checkWebhook } from './check-webhook.ts';
import type { PollRuntime } from './poll-runtime.ts';
import { readRecharge } from './read-auto-recharge.ts';
import { loadLogDays, readLogStep } from './read-log-step.ts';
import { readCharges } from './read-upcoming-charges.ts';
import { markEventsDone, readWaitingEvents } from './waiting-events.ts';

export interface PollReport extends Committed {
  readonly reading: Reading;
  readonly forecast: Forecast;
  /** What was sent in this poll, and how it ended. */
  readonly delivered: readonly OutboxEntry[];
}

/**
 * One poll: load, observe, decide, commit, deliver. Without a reading the rest is done all the same.
 * @param pushed the event that led to it; of the balance, a reading of moments ago answers it
 * @returns undefined when no key is stored yet: a fresh deployment waits for its setup, it does not fail
 * @throws SmartlyqError when there is no reading; what that means has been decided and told
 * @throws UndeliveredError when a channel has just begun to fail, no channel works, or none took an alert
 */
export async function pollWallet(
  runtime: PollRuntime,
  pushed?: VendorEvent,
): Promise<PollReport | undefined> {
  const run = startRun(runtime);
  const { wallet, store, clock, log } = run;
  const loaded = await store.load(wallet.id, clock() - run.recentMs);
  const waiting = await readWaitingEvents(loaded, pushed, run);
  const events = waiting.map(({ event }) => event);
  const isKnown = events.every((event) => isFreshEnough(loaded, event, clock()));
  const isAnswered = pushed !== undefined && isKnown;
  const { observation, error } = isAnswered ? {} : await readWallet(loaded, run, events);
  if (observation === undefined) {
    await deliverLeftovers(loaded, run);
    if (isAnswered) await markEventsDone(waiting, true, run);
    return undefined;
  }
  const { committed, delivered } = await runStages(observation, loaded, run);
  const hasSeries = committed.state.series !== undefined;
  if (hasSeries) await markEventsDone(waiting, 'reading' in observation, run);
  if (error !== undefined) {
    if (error.kind === 'key-missing') return undefined;
    throw error;
  }
  const { forecast, outcomes } = committed;
  if (!('reading' in observation) || forecast === undefined) return undefined;
  const { reading } = observation;
  const { decimal: balance, currency } = reading.balance;
  const { state, runwayDays } = forecast;
  log.info('polled', { wallet: wallet.id, balance, currency, state, runwayDays, outcomes });
  await run.metrics?.(wallet.id, reading, forecast);
  await run.heartbeat?.();
  await readLogStep(delivered.state, observation.logDays, run);
  failIfUndelivered(delivered, run);
  const { state: after, entries } = delivered;
  return { ...committed, state: after, forecast, reading, delivered: entries };
}

/** Reads the vendor; nothing is observed where no key was ever stored. */
async function readWallet(
  { state }: LoadedWallet,
  runtime: PollRuntime,
  events: readonly VendorEvent[],
): Promise<{ observation?: Observation; error?: SmartlyqError }> {
  const { vendor, clock, log, wallet } = runtime;
  try {
    const { reading, serverDateMs, ignored } = await vendor.readBalance();
    const atMs = takenAtMs(reading, state?.series?.lastReading, serverDateMs);
    logIgnoredFields(log, ignored, isFirstToday(state, atMs), { wallet: wallet.id });
    const now = { ...reading, atMs };
    const [chargesAnswer, rechargeAnswer, dailyAnswer, logDays] = await Promise.all([
      readCharges(state, now, runtime),
      readRecharge(state, now, runtime),
      checkWebhook(state, now, runtime),
      loadLogDays(state, atMs, runtime),
    ]);
    return {
      observation: {
        atMs,
        reading: now,
        serverDateMs,
        chargesAnswer,
        rechargeAnswer,
        dailyAnswer,
        logDays,
        events,
      },
    };
  } catch (error) {
    if (!(error instanceof SmartlyqError)) throw error;
    if (error.kind === 'key-missing') {
      log.warn(error.message, { wallet: wallet.id });
      if (state?.series === undefined) return { error };
    }
    return { observation: { atMs: clock(), fault: toFault(error), events }, error };
  }
}

/**
 * Ends a poll in an error where an operator must know by the alarm: no alert can tell of it, or Lambda's retries may
 * yet deliver. A channel that has been failing for longer is an alert on the others.
 */
function failIfUndelivered(
  { entries: delivered, state }: Delivered,
  { channels, clock }: PollRuntime,
): void {
  const ids = (entries: readonly OutboxEntry[]) => entries.map(({ id }) => id).join(', ');
  const whileMuted = delivered.filter(isUnheard);
  if (whileMuted.length > 0) {
    throw new UndeliveredError(`no channel took these alerts, see the history: ${ids(whileMuted)}`);
  }
  const names = channels.map(({ name }) => name);
  const { areAllFailing, newlyFailing } = alarmingChannels(state.watch.troubles, names, clock());
  if (areAllFailing) {
    throw new UndeliveredError('no channel takes alerts: mend one, then run test-alert');
  }
  const waiting = delivered.filter((entry) =>
    pendingChannels(entry).some((name) => newlyFailing.includes(name)),
  );
  if (waiting.length > 0) {
    throw new UndeliveredError(`not delivered yet, will be tried again: ${ids(waiting)}`);
  }
}
