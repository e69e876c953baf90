import { IN_TIME_HOURS, LEVELS_DAYS, type LevelDays } from './alert-simulation.ts';
import { PROTOCOLS } from './cases.ts';
import type { Results } from './run.ts';
import type { Figures } from './score.ts';
import { STRATA } from './traces.ts';

/** The results as tables for a terminal or a Markdown file. */
export function reportText(results: Results): string {
  const accuracy = results.accuracy.map(({ name, by }) => [
    name,
    ...PROTOCOLS.map((protocol) => triple(by[protocol].all)),
    PROTOCOLS.map((protocol) => share(by[protocol].all.tooOptimistic)).join(' / '),
  ]);
  const byKind = results.accuracy.map(({ name, by }) => [
    name,
    ...PROTOCOLS.map((protocol) =>
      STRATA.map((stratum) => fixed(by[protocol][stratum].mae)).join(' / '),
    ),
  ]);
  const project = results.accuracy[0];
  const coverage = PROTOCOLS.map((protocol) => {
    const by = project?.by[protocol];
    const of = (figures: Figures | undefined) => share(figures?.coverage ?? Number.NaN);
    return [
      protocol,
      of(by?.all),
      of(by?.steady),
      of(by?.variable),
      of(by?.erratic),
      fixed(by?.all.pinball ?? Number.NaN),
    ];
  });
  return [
    `${results.traces} traces; a forecast from 28 days of history takes ${fixed(results.forecastMs)} ms (median).`,
    'Errors are |ln(predicted ÷ true)|: median / p90 / mean capped at 3.',
    '',
    table(['forecaster', ...PROTOCOLS, `> 2× optimistic, ${PROTOCOLS.join(' / ')}`], accuracy),
    'The mean error by kind of wallet: steady / variable / erratic.',
    '',
    table(['forecaster', ...PROTOCOLS], byKind),
    'Share of outcomes between p10 and p90, and the pinball loss:',
    '',
    table(['', 'all', 'steady', 'variable', 'erratic', 'pinball'], coverage),
    'By the state that was told (the four protocols weighing the same):',
    '',
    table(
      ['state', 'of all cases', 'inside p10 … p90'],
      results.states.map(({ state, share: of, inside }) => [state, share(of), share(inside)]),
    ),
    'Well-filled wallets: balances of 10 to 28 days on the long traces; bias below 0 is too early:',
    '',
    table(
      ['forecaster', 'median / p90 / mean', 'bias', 'inside p10 … p90'],
      results.far.map(({ name, figures, bias }) => [
        name,
        triple(figures),
        fixed(bias),
        figures.coverage === undefined ? '' : share(figures.coverage),
      ]),
    ),
    'Cold start: only the last hours are known.',
    '',
    table(
      ['forecaster', 'hours', 'P1', 'P2', 'inside p10 … p90, P1 / P2'],
      results.coldStart.map(({ name, hours, P1, P2 }) => [
        name,
        String(hours),
        triple(P1),
        triple(P2),
        P1.coverage === undefined
          ? ''
          : `${share(P1.coverage)} / ${share(P2.coverage ?? Number.NaN)}`,
      ]),
    ),
    'Alerts of wallets that are refilled with 4 or 7 days of mean spend when they run out, polled hourly:',
    ...LEVELS_DAYS.flatMap((level) => ['', alertTable(results, level)]),
  ].join('\n');
}

function alertTable({ alerts }: Results, level: LevelDays): string {
  const head = [
    `${level} d alert of`,
    'wallets',
    'depletions',
    `|lead − ${24 * level} h|`,
    `≥ ${IN_TIME_HOURS[level]} h ahead`,
    `> ${48 * level} h early`,
    'alerts',
  ];
  const rows = alerts
    .filter(({ levelDays }) => levelDays === level)
    .flatMap(({ name, figures }) =>
      Object.entries(figures).map(([stratum, of]) => [
        name,
        stratum,
        String(of.depletions),
        `${of.offHours} h`,
        share(of.warned),
        share(of.early),
        fixed(of.alerts),
      ]),
    );
  return table(head, rows);
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |\n`;
  return line(head) + line(head.map(() => '---')) + rows.map(line).join('');
}

function triple({ median, p90, mae }: Figures): string {
  return `${fixed(median)} / ${p90.toFixed(2)} / ${fixed(mae)}`;
}

function fixed(value: number): string {
  return value.toFixed(3);
}

function share(value: number): string {
  return `${(100 * value).toFixed(1)} %`;
}
