import { benchCold } from './cold/measure-cold.ts';
import { benchFleet } from './fleet/measure-fleet.ts';
import { benchHistory } from './history/measure-history.ts';
import { runBenches } from './output/run-benches.ts';
import { benchPoll } from './poll/measure-poll.ts';
import { benchReport } from './report/measure-report.ts';
import { benchWebhook } from './webhook/measure-webhook.ts';

/** `npm run bench [-- --json]`: one after the other, because each wants the machine for itself. */
await runBenches('bench', 'everything that is fast, small or cheap here, measured', {
  cold: benchCold,
  poll: benchPoll,
  fleet: benchFleet,
  webhook: benchWebhook,
  report: benchReport,
  history: benchHistory,
});
