import { HOUR_MS } from '../../functions/core/ledger/durations.ts';
import { runSweep } from '../../functions/sub-accounts/run-sweep.ts';
import type { AgencyWorld } from './agency-world.ts';
import { START_MS } from './falling-wallet.ts';

/** Runs hour by hour, and returns what was told and when, in hours from the start. */
export async function hours(
  agency: AgencyWorld,
  count: number,
  run: () => Promise<unknown> = () => runSweep(agency.deps),
) {
  const notified: { hour: number; kind: string; wallet: string; members: string[] }[] = [];
  for (let at = 0; at < count; at++) {
    agency.nowMs += HOUR_MS;
    await run();
    for (const { event, attributes } of await agency.topic.drain()) {
      const members = ((event.members as { wallet: { id: string } }[]) ?? []).map(
        ({ wallet }) => wallet.id,
      );
      const hour = (agency.nowMs - START_MS) / HOUR_MS;
      notified.push({ hour, kind: String(event.kind), wallet: String(attributes.wallet), members });
    }
  }
  return notified;
}
