import { readFileSync } from 'node:fs';
import { compareWithOpenapi } from './compare-with-openapi.ts';
import { everyAnswer } from './every-answer.ts';

/** `npm run check:openapi -- FILE`: the simulator's answers against an OpenAPI document in JSON. 1: they differ. */
const [file] = process.argv.slice(2);
if (file === undefined) {
  process.stderr.write('usage: npm run check:openapi -- FILE (an OpenAPI document in JSON)\n');
  process.exit(2);
}
const document = JSON.parse(readFileSync(file, 'utf8'));
const { compared, faults, undescribed, unanswered } = compareWithOpenapi(
  document,
  await everyAnswer(),
);
const lines = [
  `${compared} answers compared with ${file}, ${faults.length} differences`,
  ...faults.map((fault) => `DIFFERS      ${fault}`),
  ...undescribed.map((name) => `no schema    ${name}`),
  ...unanswered.map((call) => `not served   ${call}`),
];
process.stdout.write(`${lines.join('\n')}\n`);
process.exitCode = faults.length > 0 ? 1 : 0;
