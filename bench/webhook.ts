import { runBenches } from './output/run-benches.ts';
import { benchWebhook } from './webhook/measure-webhook.ts';

/** `npm run bench:webhook [-- --json]` */
await runBenches('bench:webhook', 'from a signed webhook to the alert that SNS has accepted', {
  webhook: benchWebhook,
});
