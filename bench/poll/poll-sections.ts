import type { Invocation } from '../lambda/run-lambda.ts';
import type { Section } from '../output/section.ts';
import { median } from '../output/statistics.ts';
import { fixed } from '../output/text.ts';
import { type LambdaWorld, PARTS, type Part } from '../world/lambda-world.ts';
import type { PollUnits } from './measure-units.ts';

/** What was measured with a history of one length. */
export interface Measured {
  readonly name: string;
  readonly own: PollUnits;
  readonly plain: { readonly readUnits: number; readonly writeUnits: number; readonly ms: number };
  readonly warm: readonly Invocation[];
}

/** The figures as tables. */
export function pollSections(
  world: LambdaWorld,
  measured: readonly Measured[],
  alerting: readonly Invocation[],
  cpuMs: { readonly median: number; readonly least: number },
): Section[] {
  const of = (part: Part, { requests }: Invocation) =>
    requests
      .filter((request) => world.partOf(request) === part)
      .reduce((sum, { ms }) => sum + ms, 0);
  const parts = (name: string, polls: readonly Invocation[]) => [
    name,
    fixed(median(polls.map(({ ms }) => ms))),
    ...PARTS.map((part) => fixed(median(polls.map((poll) => of(part, poll))))),
    fixed(median(polls.map((poll) => poll.cpuMs))),
  ];
  const worst = (figure: (one: PollUnits) => number) =>
    Math.max(...measured.map(({ own }) => figure(own)));
  const disagreements = measured.flatMap(({ own }) => own.disagreements);
  return [
    {
      title: 'A warm poll, milliseconds by part (medians; requests may overlap)',
      head: ['history', 'whole', ...PARTS, 'CPU'],
      rows: [
        ...measured.map(({ name, warm }) => parts(name, warm)),
        parts('28 days, with an alert', alerting),
      ],
      notes: [
        `Without I/O a poll takes ${fixed(cpuMs.median)} ms of CPU (${fixed(cpuMs.least)} in the least disturbed hundred): decoding, forecast, decision, encoding, and the SDK up to its socket.`,
        'The key is read from SSM when it is older than five minutes: at every poll here, 15 minutes apart.',
      ],
      figures: [
        { name: 'CPU of a warm poll without I/O', value: cpuMs.median, unit: 'ms', atMost: 2 },
      ],
    },
    {
      title: 'What a quiet poll costs the table: mean of a day of 96 polls, 15 minutes apart',
      head: [
        'history',
        'read units',
        'write units',
        'requests',
        'state bytes',
        'most bytes read at once',
        'plain: read units',
        'plain: write units',
        'plain: ms',
      ],
      rows: measured.map(({ name, own, plain }) => [
        name,
        fixed(own.readUnits),
        fixed(own.writeUnits),
        fixed(own.requests),
        fixed(own.stateBytes),
        fixed(own.maxReadBytes),
        fixed(plain.readUnits),
        fixed(plain.writeUnits),
        Number.isNaN(plain.ms) ? '(by the rule)' : fixed(plain.ms),
      ]),
      notes: [
        `Units by AWS's rules from the items' bytes; the embedded table charges ${disagreements.length === 0 ? 'the same' : `otherwise in ${disagreements.length} requests`}.`,
        'Readings are kept for 400 days, so 5 years are 400 days of readings and 5 years of days.',
      ],
      figures: [
        {
          name: 'write units of a quiet poll, any history',
          value: worst(({ writeUnits }) => writeUnits),
          unit: '',
          atMost: 4,
        },
        {
          name: 'read units of a quiet poll, any history',
          value: worst(({ readUnits }) => readUnits),
          unit: '',
          atMost: 1.55,
        },
      ],
    },
  ];
}
