import { DAY_MS } from '../functions/core/ledger/durations.ts';
import { randomFrom } from './random.ts';
import type { CallKind } from './spend-source.ts';

const RETENTION_MS = 90 * DAY_MS;
/** What a call of each kind looks like, and its share of the calls whose kind the spend source leaves open. */
const KINDS: Readonly<Record<CallKind, { readonly endpoint: string; readonly share: number }>> = {
  text: { endpoint: '/v1/articles', share: 0.55 },
  images: { endpoint: '/v1/images/generate', share: 0.25 },
  audio: { endpoint: '/v1/audio/speech', share: 0.12 },
  videos: { endpoint: '/v1/videos/generate', share: 0.08 },
};
/** The product's own keys, and the one that campaigns run with. */
const KEY_IDS = [7, 8] as const;
const CAMPAIGN_KEY_ID = 12;

/** One row of `GET /logs`. */
export interface LoggedRequest {
  /** Counts up from 1, also over rows that are no longer kept. */
  readonly id: number;
  readonly atMs: number;
  readonly method: string;
  readonly endpoint: string;
  readonly activityType: string | null;
  readonly status: number;
  /** Ten-thousandths of a credit. */
  readonly cost: number;
  readonly keyId: number;
  readonly isTest: boolean;
}

export interface RequestLog {
  /** Oldest first; none older than 90 days. */
  rowsAt(nowMs: number): readonly LoggedRequest[];
  add(request: Omit<LoggedRequest, 'id'>): void;
}

export function createRequestLog(): RequestLog {
  let rows: LoggedRequest[] = [];
  let lastId = 0;
  return {
    rowsAt(nowMs) {
      const first = rows.findIndex(({ atMs }) => atMs >= nowMs - RETENTION_MS);
      if (first !== 0) rows = first < 0 ? [] : rows.slice(first);
      return rows;
    },
    add(request) {
      lastId += 1;
      rows.push({ id: lastId, ...request });
      // Cut in large pieces, so that a call costs the same however old the log is.
      if (lastId % 10_000 === 0) this.rowsAt(request.atMs);
    },
  };
}

/** What the log says of a billable call; the same call always says the same. */
export function billableRequest(
  call: { readonly atMs: number; readonly kind?: CallKind; readonly isCampaign?: true },
  cost: number,
): Omit<LoggedRequest, 'id'> {
  const random = randomFrom(3, Math.floor(call.atMs / 1000), call.atMs % 1000);
  const kind = call.kind ?? anyKind(random());
  return {
    atMs: call.atMs,
    method: 'POST',
    endpoint: KINDS[kind].endpoint,
    activityType: kind,
    status: cost > 0 ? 200 : 402,
    cost,
    keyId: call.isCampaign ? CAMPAIGN_KEY_ID : (KEY_IDS[random() < 0.8 ? 0 : 1] ?? 7),
    isTest: false,
  };
}

function anyKind(random: number): CallKind {
  let above = random;
  for (const [kind, { share }] of Object.entries(KINDS)) {
    if (above < share) return kind as CallKind;
    above -= share;
  }
  return 'text';
}
