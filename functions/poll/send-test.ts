import type { RecordedAlert } from '../adapters/table/alert-items.ts';
import { decideAndPublish } from '../engine/decide-and-publish.ts';
import { type DecidingDeps, newRun } from '../engine/run.ts';

/** How each channel answered a test message, by the history's own record. */
export type TestResult = Pick<RecordedAlert, 'id' | 'deliveries'>;

/** Sends a test message the whole way that an alert goes: outbox, topic, Slack, record. Reads no balance. */
export async function sendTest(deps: DecidingDeps): Promise<TestResult> {
  const run = newRun(deps);
  const { wallet, store, clock } = run;
  const loaded = await store.load(wallet.id, clock() - run.recentMs);
  const tell = { kind: 'test', reason: 'somebody asked for a test message' } as const;
  const observed = { atMs: clock(), tell };
  const { published } = await decideAndPublish(observed, loaded, run);
  const sent = published.find(({ alert }) => alert.kind === 'test' && alert.atMs === observed.atMs);
  if (sent === undefined) return { id: '', deliveries: {} };
  const recorded = await store.readAlert(wallet.id, sent.id);
  return { id: sent.id, deliveries: recorded?.deliveries ?? {} };
}
