import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { SlackMessage } from '../../functions/core/wording/channels/slack.ts';

export interface SlackStandInOptions {
  /** Told of each message that was answered with 2xx. */
  readonly onMessage?: (message: SlackMessage) => void;
}

export interface SlackStandIn {
  /** What SLACK_WEBHOOK_URL takes. */
  readonly url: string;
  /** The messages that were answered with 2xx, oldest first; the caller may take them out. */
  readonly messages: SlackMessage[];
  /** Sound messages are answered so from now on; `answerWith(200)` is the usual answer again. */
  answerWith(status: number, body?: string, headers?: Readonly<Record<string, string>>): void;
  /** Ends open connections too. */
  close(): Promise<void>;
}

const PATH = '/services/T00000000/B00000000/standin';
/** Slack's own messages end far below. */
const MAX_BODY_BYTES = 256 * 1024;

/** An incoming webhook of Slack's on loopback: checks what it is sent and answers as Slack does. */
export async function startSlackStandIn(options: SlackStandInOptions = {}): Promise<SlackStandIn> {
  const { onMessage } = options;
  const messages: SlackMessage[] = [];
  let usual = { status: 200, body: 'ok', headers: {} as Readonly<Record<string, string>> };

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const answer = (status: number, body: string, headers = {}) => {
      response.writeHead(status, { 'content-type': 'text/html', ...headers }).end(body);
    };
    const body = await bodyOf(request);
    if (request.method !== 'POST' || request.url !== PATH) return answer(404, 'no_service');
    const message = payloadIn(body);
    if (typeof message === 'string') return answer(400, message);
    if (usual.status >= 200 && usual.status < 300) {
      messages.push(message);
      onMessage?.(message);
    }
    answer(usual.status, usual.body, usual.headers);
  }

  const server = createServer((request, response) => {
    // What fails here is a caller gone in the middle of its request.
    serve(request, response).catch(() => response.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}${PATH}`,
    messages,
    answerWith(status, body = status === 200 ? 'ok' : '', headers = {}) {
      usual = { status, body, headers };
    },
    close() {
      return new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      });
    },
  };
}

/** The payload, or Slack's word for what is wrong with it. */
function payloadIn(body: string): SlackMessage | 'invalid_payload' | 'no_text' {
  let json: unknown;
  try {
    json = JSON.parse(body);
  } catch {
    return 'invalid_payload';
  }
  if (typeof json !== 'object' || json === null) return 'invalid_payload';
  const { text, blocks = [] } = json as Partial<Record<keyof SlackMessage, unknown>>;
  if (!Array.isArray(blocks)) return 'invalid_payload';
  if (typeof text !== 'string' || text.trim() === '') return 'no_text';
  return { text, blocks };
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > MAX_BODY_BYTES) return '';
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}
