import { KINDS } from '../../functions/core/kinds/index.ts';
import type { OpenAlert } from '../../functions/core/kinds/open-alerts.ts';
import { localDayAndTime } from '../../functions/core/text/local-time.ts';
import { durationText } from '../../functions/core/text/numbers.ts';
import { muteText } from '../mute/mutes.ts';
import { detailLines, terminalColumns, wrapColumns } from '../output/columns.ts';
import { balanceText, likelyText, runsDryText } from './runway-text.ts';
import { snapshotTexts } from './snapshot-fields.ts';
import type { WalletStatus } from './wallet-status.ts';

const LABEL_COLUMNS = 14;

/** One wallet for people, at most as wide as the terminal. Dates are local to `timeZone`. */
export function statusText(
  status: WalletStatus,
  facts: { readonly nowMs: number; readonly timeZone: string; readonly isTestKey: boolean },
): string {
  const { wallet, last, outlook } = status;
  const { timeZone, nowMs } = facts;
  const named = wallet.name === wallet.id ? wallet.id : `${wallet.name} (${wallet.id})`;
  const title = wrapColumns(named, terminalColumns()).join('\n');
  if (last === undefined) {
    const open = status.openAlerts.length === 0 ? '' : `: ${openText(status, timeZone)}`;
    return [
      title,
      ...wrapColumns(`no reading yet${open}`, terminalColumns() - 2).map((text) => `  ${text}`),
      ...mutedLines(status, timeZone),
      '',
    ].join('\n');
  }
  const likely = likelyText(last, timeZone);
  const { atMs, balance } = last.reading;
  const isRelied = outlook.nextRecharge !== undefined && last.runwayDays !== null;
  const lines = [
    title,
    ...line('Left', balanceText(last)),
    ...line(
      'Runs out',
      `${runsDryText(last, timeZone)}${isRelied ? ', without its auto-recharge' : ''}`,
    ),
    ...(likely === undefined ? [] : line('Likely', likely)),
    ...snapshotTexts(outlook, balance.currency, timeZone).flatMap(([label, text]) =>
      line(label, text),
    ),
    ...line('Open alerts', openText(status, timeZone)),
    ...mutedLines(status, timeZone),
    ...status.waiting.flatMap((entry) => line('Waiting', waitingText(entry))),
    ...line('Last reading', `${localDayAndTime(atMs, timeZone)}, ${ago(nowMs - atMs)}`),
    ...(facts.isTestKey ? line('Key', 'test key: no credits charged') : []),
  ];
  return `${lines.join('\n')}\n`;
}

function line(label: string, text: string): string[] {
  return detailLines(label, text, LABEL_COLUMNS);
}

function mutedLines({ mute }: WalletStatus, timeZone: string): string[] {
  return mute === undefined ? [] : line('Muted until', muteText(mute, timeZone));
}

function openText({ openAlerts, openSinceMs }: WalletStatus, timeZone: string): string {
  if (openAlerts.length === 0) return 'none';
  const notified = openAlerts.map(alertText).join(', ');
  return openSinceMs === undefined
    ? notified
    : `${notified}; since ${localDayAndTime(openSinceMs, timeZone)}`;
}

function alertText({ kind, levelDays = 0 }: OpenAlert): string {
  return KINDS[kind].openText?.(levelDays) ?? kind;
}

function waitingText({ alert, channels }: WalletStatus['waiting'][number]): string {
  const names = Object.entries(channels)
    .filter(([, { state }]) => state === 'waiting' || state === 'sending')
    .map(([name]) => name);
  return `${alert.kind} (${alert.severity}) is not yet delivered to ${names.join(', ')}`;
}

function ago(ms: number): string {
  return ms < 60_000 ? 'just now' : `${durationText(ms)} ago`;
}
