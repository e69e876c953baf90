import { type Forecast, forecast } from '../../functions/core/forecast/forecast.ts';
import { quote, readInstant } from './instant.ts';
import { historyOf, inOrder, type ObservedBalance } from './series.ts';

/** A batch answers for every wallet that is not idle or empty: about what the bench's wallets last, and widely. */
const UNKNOWN_RUNWAY_DAYS = { p10: 0.25, p50: 3, p90: 45 };

/** One line of a batch's answer. */
export type BatchAnswer =
  | {
      readonly id: string | number;
      readonly runwayDays: Forecast['runwayDays'];
      readonly burnPerDay: number;
      readonly state: Forecast['state'];
    }
  | { readonly id: string | number | null; readonly error: string };

/** Answers `{"id","readings":[["2025-01-07T00:00:00Z",1234.5],…],"emptyAt"?}`; the last reading is now. */
export function answerBatchLine(line: string, lineNumber: number): BatchAnswer {
  const wallet = parseObject(line);
  if (wallet === undefined) {
    return { id: null, error: `line ${lineNumber}: expected one JSON object` };
  }
  const { id, readings, emptyAt = 0 } = wallet;
  if (typeof id !== 'string' && typeof id !== 'number') {
    return { id: null, error: `line ${lineNumber}: "id" must be text or a number` };
  }
  const refuse = (fault: string) => ({ id, error: `line ${lineNumber}: ${fault}` });
  if (!isBalance(emptyAt)) return refuse(`"emptyAt" ${show(emptyAt)} is no number`);
  if (!Array.isArray(readings)) return refuse('"readings" must be a list of [time, balance]');
  if (readings.length === 0) return refuse('"readings" is empty');

  const observed: ObservedBalance[] = [];
  for (const [index, reading] of readings.entries()) {
    const read = readReading(reading, index + 1);
    if (typeof read === 'string') return refuse(`reading ${index + 1}: ${read}`);
    observed.push(read);
  }
  const series = inOrder(observed, 'reading');
  if (typeof series === 'string') return refuse(series);
  const last = series.at(-1) as ObservedBalance;
  const { runwayDays, burnPerDay, state } = forecast({
    balance: last.balance,
    emptyAt,
    history: historyOf(series, emptyAt),
    nowMs: last.atMs,
  });
  const answered = state === 'learning' ? (runwayDays ?? UNKNOWN_RUNWAY_DAYS) : runwayDays;
  return { id, runwayDays: answered, burnPerDay, state };
}

function parseObject(line: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(line);
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
    return isObject ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

function readReading(reading: unknown, where: number): ObservedBalance | string {
  if (!Array.isArray(reading) || reading.length !== 2) return 'expected [time, balance]';
  const [time, balance] = reading as [unknown, unknown];
  const atMs = typeof time === 'string' ? readInstant(time) : `time ${show(time)} is no text`;
  if (typeof atMs === 'string') return atMs;
  if (!isBalance(balance)) return `balance ${show(balance)} is no number`;
  return { atMs, balance, where };
}

/** Twenty digits before the point, as everywhere in the project. */
function isBalance(value: unknown): value is number {
  return typeof value === 'number' && Math.abs(value) < 1e20;
}

function show(value: unknown): string {
  return typeof value === 'string' ? quote(value) : quote(JSON.stringify(value) ?? 'nothing');
}
