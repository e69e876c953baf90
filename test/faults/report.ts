import type { MatrixTally } from './matrix.ts';
import type { Tally } from './run-schedules.ts';

/** The figures, for whoever runs `npm run test:faults`. */
export function printSchedules(tally: Tally): void {
  const { schedules, polls, faults, alerts, messages, repeats, readings, broken } = tally;
  print(
    `${schedules} schedules: ${polls} polls, ${faults} of them with a fault; ${readings} readings, ${alerts} alerts, ${messages} messages, ${repeats} of them repeats.`,
  );
  print(
    `  ${count(broken, 'never')} alerts lost, ${count(broken, 'recovered')} wrong "recovered", ${count(broken, 'was lost') + count(broken, 'the history says')} readings lost, ${count(broken, 'came twice')} repeats unmarked or out of place, ${count(broken, 'still waits')} late; ${broken.length} broken promises in all`,
  );
}

export function printMatrix({ cells, crashes, messages, broken, toSnsMs }: MatrixTally): void {
  print(
    `${cells} cells of the fault matrix: ${crashes} crashes, ${messages} messages, ${broken.length} broken promises`,
  );
  const sorted = toSnsMs.toSorted((a, b) => a - b);
  const share = (part: number) => (sorted[Math.floor(part * sorted.length)] ?? 0).toFixed(0);
  print(
    `from the start of a poll to SNS accepted, ${sorted.length} times: p50 ${share(0.5)} ms, p99 ${share(0.99)} ms`,
  );
}

function count(broken: readonly string[], word: string): number {
  return broken.filter((what) => what.includes(word)).length;
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
