import { availableParallelism, cpus } from 'node:os';
import { SingleBar } from 'cli-progress';
import { Command } from 'commander';
import type { Bench, Section } from './section.ts';
import { figuresText, sectionText } from './text.ts';

/** A command of its own around benchmarks: progress on standard error, tables or `--json` on standard output. */
export async function runBenches(
  name: string,
  description: string,
  benches: Readonly<Record<string, Bench>>,
): Promise<void> {
  const command = new Command(name)
    .description(description)
    .option('--json', 'print the figures as JSON')
    .exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : 2))
    .parse();
  const sections: Section[] = [];
  for (const [bench, run] of Object.entries(benches)) sections.push(...(await shown(bench, run)));
  const figures = sections.flatMap((section) => section.figures ?? []);
  const where = machine();
  if (command.opts<{ json?: boolean }>().json) {
    process.stdout.write(`${JSON.stringify({ ...where, figures, sections })}\n`);
    return;
  }
  const { date, cores, processor, node } = where;
  process.stdout.write(`${date}, ${cores} × ${processor}, Node ${node}\n`);
  for (const section of sections) process.stdout.write(sectionText(section));
  if (figures.length > 0) process.stdout.write(figuresText(figures));
}

async function shown(name: string, bench: Bench): Promise<Section[]> {
  const bar = new SingleBar({
    format: `${name.padEnd(8)} {bar} {percentage} % | {duration_formatted} | {what}`,
    stream: process.stderr,
    noTTYOutput: true,
    notTTYSchedule: 5_000,
  });
  bar.start(100, 0, { what: 'starting' });
  try {
    const sections = await bench((done, what) => bar.update(Math.round(100 * done), { what }));
    bar.update(100, { what: 'done' });
    return sections;
  } finally {
    bar.stop();
  }
}

function machine() {
  return {
    date: new Date().toISOString().slice(0, 10),
    cores: availableParallelism(),
    processor: cpus()[0]?.model ?? process.arch,
    node: process.versions.node,
  };
}
