import type { RecordedAlert } from '../../adapters/table/alert-items.ts';
import type { RecordedReading } from '../../adapters/table/history-items.ts';
import { toNumber } from '../../core/ledger/amount.ts';
import { localDayAndTime } from '../../core/text/local-time.ts';
import { amountText } from '../../core/text/numbers.ts';
import { resetText } from '../../core/wording/details.ts';
import { type PastReset, pastResets } from '../../engine/past-resets.ts';
import type { WalletReport } from '../report-data.ts';
import { type Fan, likelyBalance } from './fan.ts';
import { type Html, html } from './html.ts';
import { across, type Scales, short } from './plot.ts';
import { pastResetText } from './resets.ts';
import type { Span } from './time-axis.ts';

/** A smaller rise than this share of a day's burn is a refund, as the alerts see it. */
const MIN_TOP_UP_DAYS = 0.5;
/** Beyond this a page of marks says less than none. */
const MAX_MARKS = 60;

const ALERT_KEYS = [
  ['info', 'info alert'],
  ['warning', 'warning alert'],
  ['critical', 'critical alert'],
] as const;

/** What happened to a balance, or will, drawn over it; with the keys to what is drawn. */
export interface Marks {
  readonly shapes: readonly Html[];
  readonly keys: readonly Html[];
}

export function marksOf(
  wallet: WalletReport,
  fan: Fan | undefined,
  { fromMs, toMs }: Span,
  scales: Scales,
  timeZone: string,
): Marks {
  const readings = wallet.readings.filter(({ reading }) => reading.atMs >= fromMs);
  const topUps = readings.filter(isTopUp).slice(-MAX_MARKS);
  const resets = pastResets(readings).slice(-MAX_MARKS);
  const next = wallet.reset && wallet.reset.atMs <= toMs && fan ? wallet.reset : undefined;
  const alerts = wallet.alerts
    .filter((alert) => alert.balance !== undefined && atMsOf(alert) >= fromMs)
    .slice(-MAX_MARKS);
  const at = (atMs: number, balance: number) =>
    ({ x: across(scales, atMs), y: short(scales.y(balance) ?? 0) }) as const;
  return {
    shapes: [
      ...topUps.map((one) => topUpMark(one, at, timeZone)),
      ...resets.map((one) => resetMark(one, at, timeZone)),
      ...(next && fan ? [nextResetMark(next, fan, at, timeZone)] : []),
      ...alerts.map((one) => alertMark(one, at, timeZone)),
    ],
    keys: [
      ...(topUps.length > 0 ? [key('top-up', 'top-up')] : []),
      ...(resets.length > 0 || next ? [key('reset', 'monthly credits refilled')] : []),
      ...ALERT_KEYS.filter(([severity]) => alerts.some((one) => one.severity === severity)).map(
        ([severity, text]) => key(`alert ${severity}`, text),
      ),
    ],
  };
}

type Place = (atMs: number, balance: number) => { readonly x: string; readonly y: string };

function key(name: string, text: string): Html {
  return html`<span class="key"><i class="key-${name}"></i>${text}</span>`;
}

function isTopUp({ topUp, burnPerDay }: RecordedReading): boolean {
  return topUp !== undefined && toNumber(topUp) >= MIN_TOP_UP_DAYS * burnPerDay;
}

function topUpMark({ reading, topUp }: RecordedReading, at: Place, timeZone: string): Html {
  const said = `Topped up${topUp ? ` by ${amountText(topUp)}` : ''}, ${localDayAndTime(reading.atMs, timeZone)}`;
  const { x, y } = at(reading.atMs, toNumber(reading.balance));
  return html`<svg class="mark top-up" x="${x}" y="${y}" overflow="visible"><title>${said}</title><path d="M0-13 5-4H-5Z"/></svg>`;
}

function resetMark(reset: PastReset, at: Place, timeZone: string): Html {
  const said = `Monthly credits ${pastResetText(reset, timeZone)}`;
  return diamond('reset', said, at(reset.atMs, reset.balance));
}

function nextResetMark(
  reset: NonNullable<WalletReport['reset']>,
  fan: Fan,
  at: Place,
  timeZone: string,
): Html {
  const { currency } = fan.latest.reading.balance;
  const said = `Reset ${resetText(reset, currency, timeZone)}`;
  return diamond('reset next', said, at(reset.atMs, likelyBalance(fan, reset.atMs)));
}

function diamond(name: string, said: string, { x, y }: ReturnType<Place>): Html {
  return html`<svg class="mark ${name}" x="${x}" y="${y}" overflow="visible"><title>${said}</title><path d="M0-16 6-10 0-4-6-10Z"/></svg>`;
}

function alertMark(alert: RecordedAlert, at: Place, timeZone: string): Html {
  const atMs = atMsOf(alert);
  const said = `${alert.severity}: ${alert.reason}, ${localDayAndTime(atMs, timeZone)}`;
  const { x, y } = at(atMs, Number(alert.balance));
  return html`<circle class="mark alert ${alert.severity}" cx="${x}" cy="${y}" r="5"><title>${said}</title></circle>`;
}

export function atMsOf({ id }: RecordedAlert): number {
  return Date.parse(id.slice(0, id.indexOf('#')));
}
