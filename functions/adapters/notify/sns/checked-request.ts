import type { PublishCommand } from '@aws-sdk/client-sns';
import { describeFault, OutgoingRequestError, request } from '../../http/outgoing-request.ts';
import { outgoingUrl } from '../../http/outgoing-url.ts';
import { LostAnswerError, TooLateError } from './sns-outcome.ts';

/** As the SDK's client has signed it. */
interface SignedRequest {
  readonly protocol: string;
  readonly hostname: string;
  readonly port?: number;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** What the client reads of an answer's headers: pauses, and how wrong our clock is. */
const READ_HEADERS = ['date', 'retry-after', 'x-amzn-requestid'];

/**
 * The client would try again after a timeout or a reset, when SNS may have taken the message: a second copy that nobody
 * marks. So that one case ends the attempts, and the outbox repeats it marked. Nor does it try again when the run's
 * time is over. Each attempt goes out by the one request of all adapters, which asks `maySend` last.
 */
export function withCheckedRequest(
  command: PublishCommand,
  timeoutMs: number,
  maySend: () => boolean,
): PublishCommand {
  const endMs = performance.now() + timeoutMs;
  command.middlewareStack.add(
    () => async (args) => {
      const signed = args.request as SignedRequest;
      const leftMs = Math.ceil(endMs - performance.now());
      if (leftMs <= 0) throw new TooLateError();
      const { status, headers, text, cut } = await request({
        url: addressOf(signed),
        method: 'POST',
        // A kept connection goes stale while the function is frozen; its reset would look like a lost answer.
        headers: { ...signed.headers, connection: 'close' },
        body: signed.body,
        timeoutMs: leftMs,
        maySend,
      }).catch(rethrow);
      if (cut !== undefined && status < 300) throw new LostAnswerError(describeFault(cut));
      const read = READ_HEADERS.map((name) => [name, headers.get(name)]).filter(([, text]) => text);
      const response = { statusCode: status, headers: Object.fromEntries(read) };
      return { response: { ...response, body: Buffer.from(text) } } as never;
    },
    // In place of the client's own connection, inside its retries.
    { step: 'deserialize', priority: 'low', name: 'checkedRequest' },
  );
  return command;
}

/** As the SDK has found it: https, unless `AWS_ENDPOINT_URL` names an emulator. */
function addressOf({ protocol, hostname, port, path }: SignedRequest): URL {
  const host = port === undefined ? hostname : `${hostname}:${port}`;
  const rule = { what: 'the address of SNS', allowHttp: true };
  return outgoingUrl(`${protocol}//${host}${path}`, rule);
}

/** Where nothing was sent the client may try again: it knows the cause. */
function rethrow(error: unknown): never {
  if (!(error instanceof OutgoingRequestError)) throw error;
  if (error.fault === 'too-late') throw new TooLateError();
  if (error.fault === 'not-connected') throw error.cause;
  throw new LostAnswerError(`no answer from SNS: ${error.message}`);
}
