import { InvokeCommand, type LambdaClient } from '@aws-sdk/client-lambda';
import type { PollRequest } from '../../core/vendor/vendor-event.ts';

export interface PollInvokerOptions {
  readonly client: LambdaClient;
  /** Name or ARN. */
  readonly functionName: string;
  /** For one invocation, the client's own retries included, milliseconds. @default 5 000 */
  readonly timeoutMs?: number;
}

/** Hands a request to the poll and does not wait for it; resolves when Lambda has queued it. */
export type InvokePoll = (request: PollRequest) => Promise<void>;

export function createPollInvoker(options: PollInvokerOptions): InvokePoll {
  const { client, functionName, timeoutMs = 5_000 } = options;
  return async (request) => {
    const command = new InvokeCommand({
      FunctionName: functionName,
      InvocationType: 'Event',
      Payload: JSON.stringify(request),
    });
    await client.send(command, { abortSignal: AbortSignal.timeout(timeoutMs) });
  };
}
