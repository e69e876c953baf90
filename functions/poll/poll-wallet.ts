import { SmartlyqError } from '../adapters/smartlyq/smartlyq-error.ts';
import type { WalletReads } from '../adapters/smartlyq/wallet-reads.ts';
import type { LoadedWallet } from '../adapters/table/wallet-store.ts';
import type { Alert } from '../core/alert/alert.ts';
import { isUnheard, type OutboxEntry, pendingChannels } from '../core/alert/outbox.ts';
import { takenAtMs } from '../core/decide/rules/clock.ts';
import type { Forecast } from '../core/forecast/forecast.ts';
import type { Reading } from '../core/ledger/reading.ts';
import { alarmingChannels } from '../core/state/channel-health.ts';
import type { WalletState } from '../core/state/wallet-state.ts';
import type { VendorEvent } from '../core/vendor/vendor-event.ts';
import type { Committed } from '../engine/commit-poll.ts';
import { decideAndPublish, publishLeftovers } from '../engine/decide-and-publish.ts';
import { isEventCovered } from '../engine/is-event-covered.ts';
import { isFirstToday, logIgnoredFields } from '../engine/log-ignored-fields.ts';
import type { Observation } from '../engine/observation.ts';
import { UndeliveredError } from '../engine/publish-outbox.ts';
import { type DecidingDeps, newRun, type Run } from '../engine/run.ts';
import { toFault } from '../engine/to-fault.ts';
import { type CheckWebhookDeps, checkWebhook } from './check-webhook.ts';
import { type ReadRechargeDeps, readRecharge } from './read-auto-recharge.ts';
import { type ReadChargesDeps, readCharges } from './read-upcoming-charges.ts';

export interface PollDeps extends DecidingDeps {
  readonly vendor: Pick<WalletReads, 'readBalance'> &
    ReadChargesDeps['vendor'] &
    ReadRechargeDeps['vendor'] &
    CheckWebhookDeps['vendor'];
  /** Told of each good poll; never fails. @default nobody */
  readonly heartbeat?: () => Promise<void>;
}

export interface PollReport extends Omit<Committed, 'leased' | 'dropped' | 'version'> {
  readonly reading: Reading;
  readonly forecast: Forecast;
  readonly alerts: readonly Alert[];
  /** What was sent in this poll, and how it ended. */
  readonly published: readonly OutboxEntry[];
}

/**
 * One poll: load, read the vendor, record, decide, publish. Without a reading the rest is done all the same.
 * @param event what led to it; of the balance, a reading of moments ago answers it
 * @returns undefined when no key is stored yet: a fresh deployment waits for its setup, it does not fail
 * @throws SmartlyqError when there is no reading; what that means has been decided and told
 * @throws UndeliveredError when a channel has just begun to fail, no channel works, or none took an alert
 */
export async function pollWallet(
  deps: PollDeps,
  event?: VendorEvent,
): Promise<PollReport | undefined> {
  const run = newRun(deps);
  const { wallet, store, clock, log } = run;
  const loaded = await store.load(wallet.id, clock() - run.recentMs);
  const isKnown = event !== undefined && isEventCovered(loaded, event, clock());
  const { observed, error } = isKnown ? {} : await observe(loaded, run, event);
  if (observed === undefined) {
    await publishLeftovers(loaded, run);
    return undefined;
  }
  const { committed, published } = await decideAndPublish(observed, loaded, run);
  if (error !== undefined) {
    if (error.kind === 'key-missing') return undefined;
    throw error;
  }
  const { leased: _, dropped: __, version: ___, forecast, ...result } = committed;
  if (!('reading' in observed) || forecast === undefined) return undefined;
  const { reading } = observed;
  const { decimal, currency } = reading.balance;
  const { state, runwayDays } = forecast;
  const { verdicts } = result;
  log.info('polled', {
    wallet: wallet.id,
    balance: decimal,
    currency,
    state,
    runwayDays,
    verdicts,
  });
  await run.metrics?.(wallet.id, reading, forecast);
  await run.heartbeat?.();
  complainOfUndelivered(published, result.state, run);
  return { ...result, forecast, reading, published };
}

/** Reads the vendor; nothing is observed where no key was ever stored. */
async function observe(
  { state }: LoadedWallet,
  deps: PollDeps,
  event: VendorEvent | undefined,
): Promise<{ observed?: Observation; error?: SmartlyqError }> {
  const { vendor, clock, log, wallet } = deps;
  try {
    const { reading, serverDateMs, ignored } = await vendor.readBalance();
    const atMs = takenAtMs(reading, state?.series?.lastReading, serverDateMs);
    logIgnoredFields(log, ignored, isFirstToday(state, atMs), { wallet: wallet.id });
    const now = { ...reading, atMs };
    const [chargesAnswer, rechargeAnswer, dailyAnswer] = await Promise.all([
      readCharges(state, now, deps),
      readRecharge(state, now, deps),
      checkWebhook(state, now, deps),
    ]);
    return {
      observed: {
        atMs,
        reading: now,
        serverDateMs,
        chargesAnswer,
        rechargeAnswer,
        dailyAnswer,
        event,
      },
    };
  } catch (error) {
    if (!(error instanceof SmartlyqError)) throw error;
    if (error.kind === 'key-missing') {
      log.warn(error.message, { wallet: wallet.id });
      if (state?.series === undefined) return { error };
    }
    return { observed: { atMs: clock(), fault: toFault(error) }, error };
  }
}

/**
 * Ends a poll in an error where an operator must know by the alarm: no alert can tell of it, or Lambda's retries may
 * yet deliver. A channel that has been failing for longer is an alert on the others.
 */
function complainOfUndelivered(
  published: readonly OutboxEntry[],
  { watch: { troubles } }: WalletState,
  { channels, clock }: Run,
): void {
  const idsOf = (entries: readonly OutboxEntry[]) => entries.map(({ id }) => id).join(', ');
  const unheard = published.filter(isUnheard);
  if (unheard.length > 0) {
    throw new UndeliveredError(`no channel took these alerts, see the history: ${idsOf(unheard)}`);
  }
  const names = channels.map(({ name }) => name);
  const { areAllFailing, newlyFailing } = alarmingChannels(troubles, names, clock());
  if (areAllFailing) {
    throw new UndeliveredError('no channel takes alerts: mend one, then run test-alert');
  }
  const waiting = published.filter((entry) =>
    pendingChannels(entry).some((name) => newlyFailing.includes(name)),
  );
  if (waiting.length > 0) {
    throw new UndeliveredError(`not delivered yet, will be tried again: ${idsOf(waiting)}`);
  }
}
