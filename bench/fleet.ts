import { benchFleet } from './fleet/measure-fleet.ts';
import { runBenches } from './output/run-benches.ts';

/** `npm run bench:fleet [-- --json]` */
await runBenches('bench:fleet', 'a full stack of wallets due in one interval', {
  fleet: benchFleet,
});
