import { runBenches } from './output/run-benches.ts';
import { benchPoll } from './poll/measure-poll.ts';

/** `npm run bench:poll [-- --json]` */
await runBenches('bench:poll', 'what one warm poll takes, for short and for long histories', {
  poll: benchPoll,
});
