import { benchHistory } from './history/measure-history.ts';
import { runBenches } from './output/run-benches.ts';

/** `npm run bench:history [-- --json]` */
await runBenches('bench:history', 'reading long histories on the command line', {
  history: benchHistory,
});
