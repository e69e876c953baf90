import { readFileSync, writeFileSync } from 'node:fs';
import { cliDocument } from './cli-document.ts';
import { withKindsTable } from './kinds-table.ts';
import { withSampleAlert } from './sample-alert.ts';

const README = new URL('../README.md', import.meta.url);
const ALERTS = new URL('alerts.md', import.meta.url);

writeFileSync(new URL('cli.md', import.meta.url), await cliDocument());
writeFileSync(README, withSampleAlert(readFileSync(README, 'utf8')));
writeFileSync(ALERTS, withKindsTable(readFileSync(ALERTS, 'utf8')));
