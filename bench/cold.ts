import { benchCold } from './cold/measure-cold.ts';
import { runBenches } from './output/run-benches.ts';

/** `npm run bench:cold [-- --json]` */
await runBenches('bench:cold', "how long the poll's Lambda takes to start, and why", {
  cold: benchCold,
});
