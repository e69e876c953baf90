import type { SecretSource } from '../aws/secret-source.ts';
import { request } from '../http/outgoing-request.ts';
import { outgoingUrl } from '../http/outgoing-url.ts';
import { outsideText } from '../http/outside-text.ts';

export interface HeartbeatOptions {
  /** https, without a query: such an address holds a token, so it is a secret. */
  readonly url: SecretSource;
  /** Local mode and tests: http to this machine is allowed. @default false */
  readonly allowLoopback?: boolean;
  /** @default 3 000 */
  readonly timeoutMs?: number;
  /** Told why a beat was missed, without the address. */
  readonly onMissed: (why: string) => void;
}

/** Tells a dead man's switch elsewhere that a poll went well. Never throws: it watches the watch, it is not its work. */
export function createHeartbeat(options: HeartbeatOptions): () => Promise<void> {
  const { url: source, allowLoopback = false, timeoutMs = 3_000, onMissed } = options;
  const rule = { what: 'the stored heartbeat URL', allowLoopback };
  return async () => {
    try {
      const url = outgoingUrl(await source.read(), rule);
      const headers = { 'user-agent': 'smartlyq-runway', connection: 'close' };
      const { status } = await request({ url, method: 'GET', headers, timeoutMs });
      if (status < 200 || status > 299) onMissed(`answered ${status}`);
    } catch (error) {
      // A request's own error may quote the address in its cause; its message does not.
      const said = error instanceof Error ? outsideText(error.message) : 'not sent';
      onMissed(said);
    }
  };
}
