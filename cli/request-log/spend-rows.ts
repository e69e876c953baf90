import { attributionOf, mainPart } from '../../functions/core/attribution/attribution.ts';
import type { Dimension } from '../../functions/core/attribution/logged-spend.ts';
import type { LoadedSpend } from './load-spend.ts';

export const PART_COLUMNS = ['name', 'spend', 'currency', 'share', 'usual', 'timesUsual'] as const;
export const DAY_COLUMNS = [
  'date',
  'spend',
  'currency',
  'logged',
  'calls',
  'refused',
  'mainly',
  'mainShare',
] as const;

/** One part of the spend: the names are the vendor's own. */
export type PartRow = Readonly<Record<(typeof PART_COLUMNS)[number], string | number | undefined>>;
export type DayRow = Readonly<Record<(typeof DAY_COLUMNS)[number], string | number | undefined>>;

export function partRows({ attribution }: LoadedSpend, by: Dimension): PartRow[] {
  const { currency } = attribution;
  return attribution.by[by].map(({ name, spend, share, usual, timesUsual }) => ({
    name,
    spend: rounded(spend),
    currency,
    share: rounded(share),
    usual: usual === undefined ? undefined : rounded(usual),
    timesUsual: timesUsual === undefined ? undefined : rounded(timesUsual),
  }));
}

export function dayRows({ days, measured, currency, ratio }: LoadedSpend): DayRow[] {
  return days.map(({ date, spend: window }) => {
    const fell = measured.get(date);
    const { total, by, calls, refused } = attributionOf({
      window,
      measured: fell,
      currency,
      ratio,
    });
    const main = mainPart(by.type);
    return {
      date,
      spend: rounded(total),
      currency,
      logged: rounded(window.total * ratio),
      calls,
      refused,
      mainly: main?.name,
      mainShare: main && rounded(main.share),
    };
  });
}

function rounded(value: number): number {
  return Number(value.toPrecision(6));
}
