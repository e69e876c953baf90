import { type Answer, success } from './answers.ts';
import { printTime } from './calendar.ts';
import { PER_CREDIT } from './credits.ts';
import { refuse } from './refusals.ts';
import type { LoggedRequest } from './request-log.ts';
import type { Asked, Route } from './route.ts';
import type { Delivery } from './webhooks.ts';

const DEFAULT_PER_PAGE = 20;
const MAX_PER_PAGE = 100;
/** The vendor's log is in USD, whatever the wallet is in; made up, since the vendor documents no rate. */
const DOLLARS_PER_SQC = 0.02;

export const LOG_ROUTES: readonly Route[] = [
  { call: 'GET /logs', scope: 'logs:read', answer: listLogs },
];

/** The filters as asked for; each must be understood, or the answer is 422. */
const CHECKS: Readonly<Record<string, (text: string) => boolean>> = {
  source: (text) => text === 'api' || text === 'webhook',
  status_code: isCount,
  result: (text) => text === 'errors' || text === 'success',
  api_key_id: isCount,
  from: isTime,
  to: isTime,
  include_payloads: (text) => text === 'true' || text === 'false',
  page: isCount,
  per_page: isCount,
};

function listLogs({ query, wallet, walletNowMs, nowMs, webhooks }: Asked): Answer {
  const unsound = Object.entries(CHECKS).find(([name, isSound]) => {
    const text = query.get(name);
    return text !== null && !isSound(text);
  });
  if (unsound) return refuse({ status: 422, message: `${unsound[0]} is not valid.` }, nowMs);
  const page = Number(query.get('page') ?? 1);
  const perPage = Math.min(Number(query.get('per_page') ?? DEFAULT_PER_PAGE), MAX_PER_PAGE);
  const upTo = page * perPage;
  const requests = wallet.requestsAt(walletNowMs);
  const rows = [
    ...newestOf(requests, (request) => apiRow(request, wallet.currency), query, upTo),
    ...newestOf(webhooks.deliveries(nowMs), webhookRow, query, upTo),
  ].toSorted((a, b) => b.atMs - a.atMs || b.data.id - a.data.id);
  return success(
    rows.slice(upTo - perPage, upTo).map(({ data }) => data),
    nowMs,
  );
}

/** @param entries oldest first */
function newestOf<T>(
  entries: readonly T[],
  rowOf: (entry: T) => Row,
  query: URLSearchParams,
  limit: number,
): Row[] {
  const found: Row[] = [];
  for (let at = entries.length - 1; at >= 0 && found.length < limit; at--) {
    const row = rowOf(entries[at] as T);
    if (row.atMs < timeIn(query, 'from', Number.NEGATIVE_INFINITY)) break;
    if (isWanted(row, query)) found.push(row);
  }
  return found;
}

function timeIn(query: URLSearchParams, name: string, fallback: number): number {
  const text = query.get(name);
  return text === null ? fallback : Date.parse(text);
}

interface Row {
  /** Of whole seconds, as printed. */
  readonly atMs: number;
  readonly data: ReturnType<typeof rowData>;
}

function isWanted({ atMs, data }: Row, query: URLSearchParams): boolean {
  const { source, endpoint, event, status_code: status, api_key_id: keyId } = data;
  const wanted = (name: string, matches: (text: string) => boolean) => {
    const text = query.get(name);
    return text === null || matches(text);
  };
  const isError = source === 'api' ? (status ?? 0) >= 400 : data.status === 'dead_letter';
  const inList = (value: string | null) => (text: string) => text.split(',').includes(value ?? '');
  return (
    wanted('source', (text) => text === source) &&
    wanted('endpoint', (text) => (endpoint ?? event ?? '').includes(text)) &&
    wanted('status_code', (text) => source === 'api' && Number(text) === status) &&
    wanted('api_key_id', (text) => Number(text) === keyId) &&
    wanted('result', (text) => (text === 'errors') === isError) &&
    wanted('type', inList(data.activity_type)) &&
    wanted('platform', inList(data.platform)) &&
    atMs >= timeIn(query, 'from', Number.NEGATIVE_INFINITY) &&
    atMs <= timeIn(query, 'to', Number.POSITIVE_INFINITY)
  );
}

function apiRow(request: LoggedRequest, currency: string): Row {
  const { id, atMs, activityType, method, endpoint, status, cost, keyId, isTest } = request;
  const dollars = (cost / PER_CREDIT) * (currency === 'USD' ? 1 : DOLLARS_PER_SQC);
  const data = rowData({
    id,
    source: 'api',
    created_at: printTime(atMs),
    activity_type: activityType,
    status_code: status,
    method,
    endpoint,
    response_time: 40 + (id % 900),
    units_used: cost > 0 ? 1 : 0,
    cost: status === 402 ? null : dollars.toFixed(6),
    api_key_id: keyId,
    request_id: `req_${id}`,
    ip_address: '192.0.2.1',
    user_agent: 'simulator',
    is_test: isTest,
  });
  return { atMs: wholeSecond(atMs), data };
}

function webhookRow({ id, name, status, attempt, responseCode, ...delivery }: Delivery): Row {
  const data = rowData({
    id,
    source: 'webhook',
    created_at: printTime(delivery.createdMs),
    status_code: responseCode ?? null,
    event: name,
    attempt,
    status,
    next_retry_at: status === 'pending' ? printTime(delivery.dueMs) : null,
  });
  return { atMs: wholeSecond(delivery.createdMs), data };
}

interface RowData {
  readonly id: number;
  readonly source: 'api' | 'webhook';
  readonly created_at: string;
  readonly activity_type: string | null;
  readonly platform: string | null;
  readonly account_ref: string | null;
  readonly status_code: number | null;
  readonly method: string | null;
  readonly endpoint: string | null;
  readonly response_time: number | null;
  readonly units_used: number | null;
  readonly cost: string | null;
  readonly api_key_id: number | null;
  readonly request_id: string | null;
  readonly ip_address: string | null;
  readonly user_agent: string | null;
  readonly is_test: boolean;
  readonly event: string | null;
  readonly attempt: number | null;
  readonly status: string | null;
  readonly next_retry_at: string | null;
}

/** Every field is in every row; those of the other stream are null. */
function rowData(row: Pick<RowData, 'id' | 'source' | 'created_at'> & Partial<RowData>): RowData {
  return {
    activity_type: null,
    platform: null,
    account_ref: null,
    status_code: null,
    method: null,
    endpoint: null,
    response_time: null,
    units_used: null,
    cost: null,
    api_key_id: null,
    request_id: null,
    ip_address: null,
    user_agent: null,
    is_test: false,
    event: null,
    attempt: null,
    status: null,
    next_retry_at: null,
    ...row,
  };
}

function wholeSecond(ms: number): number {
  return Math.floor(ms / 1000) * 1000;
}

function isCount(text: string): boolean {
  return /^[1-9]\d{0,8}$/.test(text);
}

function isTime(text: string): boolean {
  return /^\d{4}-\d\d-\d\d(T|$)/.test(text) && !Number.isNaN(Date.parse(text));
}
