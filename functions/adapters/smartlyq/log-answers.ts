import * as v from 'valibot';
import type { LoggedCall } from '../../core/attribution/logged-call.ts';
import { fieldsOf, isRecord } from './answer-fields.ts';
import type { Sifted } from './billing-answers.ts';

/** The most that the vendor puts on one page. */
export const ROWS_PER_PAGE = 100;
/** So many faults name what is wrong. */
const MAX_IGNORED = 10;
const MAX_NAME = 60;
/** Ids in a path would make every call its own endpoint: numbers, and long runs of letters with digits. */
const ID_IN_PATH = /\/(\d+|(?=[^/]*\d)[A-Za-z0-9_-]{12,})(?=\/|$)/g;

export interface LogPage {
  /** Sound ones, of the stream of API calls; those made with test keys only for a test key. */
  readonly calls: readonly (LoggedCall & { readonly isTest: boolean })[];
  /** All that came, sound or not: fewer than a page's rows are the last ones. */
  readonly rows: number;
}

/** `data` of `GET /logs`. A row without a sound id and time is left out; any other field may be missing. */
export const LogSchema = v.pipe(
  v.array(v.unknown(), 'expected a list of rows'),
  v.transform((rows): Sifted<LogPage> => {
    const ignored: string[] = [];
    const calls = rows.slice(0, 10 * ROWS_PER_PAGE).flatMap((row, at) => {
      if (!isRecord(row)) {
        ignored.push(`[${at}]`);
        return [];
      }
      return row.source === 'webhook' ? [] : callIn(row, ignored, `[${at}].`);
    });
    return { value: { calls, rows: rows.length }, ignored: ignored.slice(0, MAX_IGNORED) };
  }),
);

function callIn(
  row: Readonly<Record<string, unknown>>,
  ignored: string[],
  path: string,
): LogPage['calls'] {
  const fields = fieldsOf(row, ignored, path);
  const id = fields.id('id');
  const atMs = fields.instant('created_at');
  if (id === undefined || atMs === undefined) {
    if (row.id == null || row.created_at == null) ignored.push(`${path}id`);
    return [];
  }
  const cost = fields.number('cost') ?? 0;
  if (cost < 0) ignored.push(`${path}cost`);
  return [
    {
      id,
      atMs,
      cost: Math.max(0, cost),
      endpoint: asName(fields.text('endpoint')?.replace(ID_IN_PATH, '/{id}')),
      type: asName(fields.word('activity_type')),
      keyId: fields.id('api_key_id'),
      isRefused: fields.count('status_code') === 402,
      isTest: fields.flag('is_test') ?? false,
    },
  ];
}

/** Names become keys of objects, on which some mean something else. */
function asName(text: string | undefined): string | undefined {
  return text !== undefined && text in Object.prototype ? undefined : text?.slice(0, MAX_NAME);
}
