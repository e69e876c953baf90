const INSTANT =
  /^(\d{4})-(\d\d)-(\d\d)[Tt ](\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,9}))?)?([Zz]|[+-]\d\d:?\d\d)?$/;

/**
 * Epoch milliseconds of an ISO 8601 time with a zone, or what is wrong with it.
 * Without a zone a time means another moment on every machine, so it is refused.
 */
export function readInstant(text: string): number | string {
  const parts = INSTANT.exec(text);
  if (!parts) return `time ${quote(text)} is no time such as 2025-01-07T00:00:00Z`;
  const zone = parts[8];
  if (zone === undefined) return `time ${quote(text)} has no zone: end it with Z or an offset`;
  const year = Number(parts[1]);
  const month = Number(parts[2]);
  const day = Number(parts[3]);
  const hour = Number(parts[4]);
  const minute = Number(parts[5]);
  const second = Number(parts[6] ?? 0);
  const offsetMinutes = offsetOf(zone);
  const isInCalendar =
    year >= 1000 && month >= 1 && month <= 12 && day >= 1 && day <= daysOf(year, month);
  const isOnClock = hour < 24 && minute < 60 && second < 60 && Math.abs(offsetMinutes) < 24 * 60;
  if (!isInCalendar || !isOnClock) return `time ${quote(text)} is not in the calendar`;
  const milliseconds = parts[7] === undefined ? 0 : Math.floor(Number(`0.${parts[7]}`) * 1000);
  return Date.UTC(year, month - 1, day, hour, minute - offsetMinutes, second) + milliseconds;
}

function daysOf(year: number, month: number): number {
  if (month !== 2) return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
}

function offsetOf(zone: string): number {
  if (zone === 'Z' || zone === 'z') return 0;
  const minutes = Number(zone.slice(1, 3)) * 60 + Number(zone.slice(-2));
  return zone.startsWith('-') ? -minutes : minutes;
}

/** Text from outside as JSON, at most 40 characters: its control characters never reach a terminal. */
export function quote(text: string): string {
  return JSON.stringify(text.length > 40 ? `${text.slice(0, 39)}…` : text);
}
