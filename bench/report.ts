import { runBenches } from './output/run-benches.ts';
import { benchReport } from './report/measure-report.ts';

/** `npm run bench:report [-- --json]` */
await runBenches('bench:report', 'the size of the page, and what it takes to make and to see', {
  report: benchReport,
});
