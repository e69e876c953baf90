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
  const [year, month, day, hour, minute, second] = parts
    .slice(1, 7)
    .map((part) => Number(part ?? 0)) as [number, number, number, number, number, number];
  const offsetMinutes = offsetOf(zone);
  const atMs = Date.UTC(year, month - 1, day, hour, minute, second);
  if (!isInCalendar(month, day, atMs, hour, minute, second) || Math.abs(offsetMinutes) >= 1440) {
    return `time ${quote(text)} is not in the calendar`;
  }
  return atMs + Math.floor(Number(`0.${parts[7] ?? 0}`) * 1000) - offsetMinutes * 60_000;
}

function offsetOf(zone: string): number {
  if (zone === 'Z' || zone === 'z') return 0;
  const minutes = Number(zone.slice(1, 3)) * 60 + Number(zone.slice(-2));
  return zone.startsWith('-') ? -minutes : minutes;
}

/** Date.UTC takes 30 February for 2 March and 25:00 for the next day. */
function isInCalendar(
  month: number,
  day: number,
  atMs: number,
  hour: number,
  minute: number,
  second: number,
): boolean {
  const date = new Date(atMs);
  return (
    date.getUTCMonth() === month - 1 &&
    date.getUTCDate() === day &&
    hour < 24 &&
    minute < 60 &&
    second < 60
  );
}

/** Text from outside as JSON, at most 40 characters: its control characters never reach a terminal. */
export function quote(text: string): string {
  return JSON.stringify(text.length > 40 ? `${text.slice(0, 39)}…` : text);
}
