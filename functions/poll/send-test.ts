import type { RecordedAlert } from '../adapters/table/alert-items.ts';
import { type Runtime, startRun } from '../engine/runtime.ts';
import { runStages } from '../engine/stages.ts';

/** How each channel answered a test message, by the history's own record. */
export type TestResult = Pick<RecordedAlert, 'id' | 'deliveries'>;

/** Sends a test message the whole way that an alert goes: outbox, topic, channels, record. Reads no balance. */
export async function sendTest(runtime: Runtime): Promise<TestResult> {
  const run = startRun(runtime);
  const { wallet, store, clock } = run;
  const loaded = await store.load(wallet.id, clock() - run.recentMs);
  const atMs = clock();
  const announcement = { kind: 'test', reason: 'somebody asked for a test message' } as const;
  const { delivered } = await runStages({ atMs, announcement }, loaded, run);
  const sent = delivered.entries.find(({ alert }) => alert.kind === 'test' && alert.atMs === atMs);
  if (sent === undefined) return { id: '', deliveries: {} };
  const recorded = await store.readAlert(wallet.id, sent.id);
  return { id: sent.id, deliveries: recorded?.deliveries ?? {} };
}
