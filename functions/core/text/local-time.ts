/** Dates as their reader's wall shows them. `timeZone` is an IANA name. */

const formatters = new Map<string, Intl.DateTimeFormat>();

interface LocalParts {
  readonly weekday: string;
  readonly day: string;
  readonly month: string;
  readonly hour: string;
  readonly minute: string;
}

/** "Mon 30 Nov" */
export function localDay(atMs: number, timeZone: string): string {
  const { weekday, day, month } = parts(atMs, timeZone);
  return `${weekday} ${day} ${month}`;
}

/** "Mon 30 Nov 06:17" */
export function localDayAndTime(atMs: number, timeZone: string): string {
  const { hour, minute } = parts(atMs, timeZone);
  return `${localDay(atMs, timeZone)} ${hour}:${minute}`;
}

/** "06:17" */
export function localTime(atMs: number, timeZone: string): string {
  const { hour, minute } = parts(atMs, timeZone);
  return `${hour}:${minute}`;
}

/** "Mon 30 Nov" and "06:00", to the nearest hour: a forecast knows no minutes. */
export function localDayAndHour(atMs: number, timeZone: string): { day: string; hour: string } {
  const roundedMs = atMs + 30 * 60_000;
  return {
    day: localDay(roundedMs, timeZone),
    hour: `${parts(roundedMs, timeZone).hour}:00`,
  };
}

/** "Sun" … "Sat" */
export function localWeekday(atMs: number, timeZone: string): string {
  return parts(atMs, timeZone).weekday;
}

/** Minutes since local midnight, 0 … 1,439. */
export function localMinutes(atMs: number, timeZone: string): number {
  const { hour, minute } = parts(atMs, timeZone);
  return Number(hour) * 60 + Number(minute);
}

function parts(atMs: number, timeZone: string): LocalParts {
  let formatter = formatters.get(timeZone);
  if (formatter === undefined) {
    formatter = new Intl.DateTimeFormat('en-GB', {
      timeZone,
      weekday: 'short',
      day: 'numeric',
      month: 'short',
      hour: '2-digit',
      minute: '2-digit',
      hourCycle: 'h23',
    });
    formatters.set(timeZone, formatter);
  }
  const found: Record<string, string> = {};
  for (const { type, value } of formatter.formatToParts(atMs)) found[type] = value;
  const { weekday = '', day = '', month = '', hour = '', minute = '' } = found;
  // ICU writes "Sept" in British English; every other month has three letters.
  return { weekday, day, month: month.slice(0, 3), hour, minute };
}
