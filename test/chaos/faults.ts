/** What stands behind the proxy. */
export const SERVICES = ['dynamodb', 'sns', 'ssm', 'lambda', 'smartlyq', 'slack'] as const;
export type Service = (typeof SERVICES)[number];

/**
 * What happens to a request.
 * - `reset-before`, `reset-after`: the connection breaks, before the service saw the request or instead of its answer.
 * - `cut`: the answer breaks off in the middle. `hold`: no answer ever comes. `slow`: it comes seconds later.
 * - `throttled`, `failing`, `refused`: the service's own error: later, not now, never.
 */
export const LINE_FAULTS = [
  'reset-before',
  'reset-after',
  'cut',
  'hold',
  'slow',
  'throttled',
  'failing',
  'refused',
] as const;
/**
 * What happens to the process that made it.
 * - `kill-before`, `kill-after`: SIGKILL, before the service saw the request or when it has answered.
 * - `freeze`: SIGSTOP; the request goes on, and its answer waits for SIGCONT. With `afterMs`, so long after the answer.
 */
export const PROCESS_FAULTS = ['kill-before', 'kill-after', 'freeze'] as const;
export type FaultKind = (typeof LINE_FAULTS)[number] | (typeof PROCESS_FAULTS)[number];

/** Of the matching requests of one invocation, those from number `first` to number `last`; the first is 0. */
export interface Fault {
  readonly kind: FaultKind;
  readonly service: Service;
  /** "PutItem"; @default any */
  readonly operation?: string;
  readonly first: number;
  readonly last: number;
  /** Real milliseconds; a schedule's clock runs many times as fast. */
  readonly afterMs?: number;
}

/** In every matching request of the invocation. */
export function always(kind: FaultKind, service: Service, operation?: string): Fault {
  return { kind, service, first: 0, last: 1e9, operation };
}

export interface ErrorAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** The service's own error; undefined: no such fault, or the service has none. */
export function errorAnswer(service: Service, kind: FaultKind): ErrorAnswer | undefined {
  const at = ['throttled', 'failing', 'refused'].indexOf(kind);
  return at < 0 ? undefined : ERRORS[service][at];
}

const aws = (status: number, type: string): ErrorAnswer => ({
  status,
  headers: { 'content-type': 'application/x-amz-json-1.0', 'x-amzn-errortype': type },
  body: JSON.stringify({ __type: type, message: 'by the schedule of faults' }),
});
const xml = (status: number, code: string): ErrorAnswer => ({
  status,
  headers: { 'content-type': 'text/xml' },
  body: `<ErrorResponse><Error><Code>${code}</Code><Message>by the schedule of faults</Message></Error><RequestId>0</RequestId></ErrorResponse>`,
});
const text = (status: number, body: string, headers = {}): ErrorAnswer => ({
  status,
  headers: { 'content-type': 'text/html', ...headers },
  body,
});
const vendor = (status: number, code: string, headers = {}): ErrorAnswer => ({
  status,
  headers: { 'content-type': 'application/json', ...headers },
  body: JSON.stringify({ success: false, error: { code, message: 'by the schedule of faults' } }),
});

/** Throttled, failing and, where a schedule uses it, refused. */
const ERRORS: Readonly<Record<Service, readonly ErrorAnswer[]>> = {
  dynamodb: [
    aws(400, 'com.amazonaws.dynamodb.v20120810#ProvisionedThroughputExceededException'),
    aws(500, 'com.amazonaws.dynamodb.v20120810#InternalServerError'),
  ],
  sns: [xml(400, 'Throttling'), xml(500, 'InternalFailure'), xml(403, 'AuthorizationError')],
  ssm: [aws(400, 'ThrottlingException'), aws(500, 'InternalServerError')],
  lambda: [aws(429, 'TooManyRequestsException'), aws(500, 'ServiceException')],
  smartlyq: [
    vendor(429, 'RATE_LIMITED', { 'retry-after': '2' }),
    vendor(503, 'SERVICE_UNAVAILABLE'),
    vendor(401, 'INVALID_API_KEY'),
  ],
  slack: [
    text(429, 'rate_limited', { 'retry-after': '1' }),
    text(503, ''),
    text(404, 'no_service'),
  ],
};
