import { MAX_SNOOZE_MS, MAX_SNOOZE_NAME, MAX_SNOOZE_REASON } from '../../core/alert/snooze.ts';
import { HOUR_MS } from '../../core/ledger/durations.ts';
import { localDayAndTime } from '../../core/text/local-time.ts';
import type { ReportData } from '../report-data.ts';
import { type Html, html, typed } from './html.ts';

const CHOICES_HOURS = [4, 24, MAX_SNOOZE_MS / HOUR_MS];

/** What mutes the wallet now. A name that was typed is not somebody's word. */
export function currentMute({ wallet, timeZone }: ReportData): Html | undefined {
  const { mute } = wallet;
  if (mute === undefined) return undefined;
  const by =
    mute.by === undefined
      ? undefined
      : html`, asked for by ${typed(mute.by)} <small>(a typed name, not verified)</small>`;
  if (mute.untilMs === undefined) {
    return html`<p class="snoozed">Paused since <strong>${localDayAndTime(mute.setAtMs, timeZone)}</strong>${by}: no alerts are sent until somebody resumes it.</p>`;
  }
  const why = mute.reason ? html`: ${typed(mute.reason)}` : undefined;
  const end = mute.endsWithNextAlert
    ? 'No alert was open, so the next one is sent.'
    : 'Anything worse still speaks.';
  return html`<p class="snoozed">Quiet until <strong>${localDayAndTime(mute.untilMs, timeZone)}</strong>${by}${why}. ${end}</p>`;
}

/** Each button names its moment, so pressing twice is pressing once. */
export function snoozeForm({ nowMs, timeZone }: ReportData): Html {
  const roundMs = (atMs: number) => Math.floor(atMs / 60_000) * 60_000;
  return html`<p>You know of it and need no more messages for now. Anything worse still speaks, and an empty wallet always does.</p>
<form method="post"><label for="reason">Why <small>(others read it)</small></label><input id="reason" name="reason" maxlength="${MAX_SNOOZE_REASON}" required autocomplete="off"><label for="by">Your name <small>(optional)</small></label><input id="by" name="by" maxlength="${MAX_SNOOZE_NAME}" autocomplete="name">
<div class="choices">${CHOICES_HOURS.map((hours) => choice(roundMs(nowMs + hours * HOUR_MS), hours, timeZone))}</div></form>`;
}

function choice(untilMs: number, hours: number, timeZone: string): Html {
  const length = hours < 24 ? `${hours} hours` : hours === 24 ? '1 day' : `${hours / 24} days`;
  return html`<button name="until" value="${untilMs}">${length} <small>until ${localDayAndTime(untilMs, timeZone)}</small></button>`;
}
