import { SingleBar } from 'cli-progress';
import { Command } from 'commander';
import { reportText } from './accuracy/report.ts';
import { runBench } from './accuracy/run.ts';
import { readTraces } from './accuracy/traces.ts';

/** `npm run bench:accuracy -- --traces DIR [--json]` */
const command = new Command('bench:accuracy')
  .description(
    'how good the forecasts and the alerts are on real traces, beside what people use today',
  )
  .requiredOption('--traces <dir>', 'a folder of CSV files with the columns time,spend')
  .option('--json', 'print the figures as JSON')
  .exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : 2))
  .parse();
const { traces: folder, json } = command.opts<{ traces: string; json?: boolean }>();

const traces = readTraces(folder);
if (traces.length === 0) command.error(`error: there are no traces in ${folder}`, { exitCode: 1 });
const bar = new SingleBar({
  format: '{bar} {percentage} % | {duration_formatted}',
  stream: process.stderr,
});
bar.start(100, 0);
const results = runBench(traces, (done) => bar.update(Math.round(100 * done)));
bar.stop();
process.stdout.write(json ? `${JSON.stringify(results)}\n` : reportText(results));
