import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Webhook } from 'standardwebhooks';
import { startSlackStandIn } from '../../cli/local/slack-stand-in.ts';
import type { ChannelType } from '../../functions/core/alert/channel-type.ts';

/** A service on loopback that refuses what the real one refuses. */
export interface ChannelStandIn {
  /** What the channel's parameter holds. */
  readonly secret: string;
  /** Bodies that were accepted, oldest first. */
  readonly accepted: unknown[];
  close(): Promise<void>;
}

interface Seen {
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

type Answer = readonly [status: number, body: unknown];

export const ROUTING_KEY = 'R0123456789ABCDEF0123456789ABCDE';
export const SIGNING_SECRET = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;

/** https://discord.com/developers/docs/topics/opcodes-and-status-codes#json */
function discord({ path, body }: Seen): Answer {
  if (!path.startsWith('/api/webhooks/1/token')) {
    return [404, { message: 'Unknown Webhook', code: 10015 }];
  }
  const { content = '', embeds = [], allowed_mentions } = JSON.parse(body);
  if (content === '' && embeds.length === 0) {
    return [400, { message: 'Cannot send an empty message', code: 50006 }];
  }
  let all = 0;
  for (const { title = '', description = '', fields = [], footer = {} } of embeds) {
    const { text = '' } = footer;
    all += title.length + description.length + text.length;
    const isTooLong = title.length > 256 || description.length > 4_096 || text.length > 2_048;
    if (isTooLong || fields.length > 25)
      return [400, { message: 'Invalid Form Body', code: 50035 }];
  }
  if (embeds.length > 10 || all > 6_000)
    return [400, { message: 'Invalid Form Body', code: 50035 }];
  // The real one would mention whom the text names.
  if (allowed_mentions?.parse?.length !== 0) return [400, { message: 'It could mention', code: 0 }];
  return path.endsWith('?wait=true') ? [200, { id: '1', embeds }] : [204, ''];
}

/** https://developer.pagerduty.com/docs/send-alert-event */
function pagerduty({ path, body }: Seen): Answer {
  const event = JSON.parse(body);
  const { routing_key, event_action, dedup_key = '', payload } = event;
  const errors = [
    ...(routing_key === ROUTING_KEY ? [] : ['Invalid routing key']),
    ...(['trigger', 'acknowledge', 'resolve'].includes(event_action)
      ? []
      : ["'event_action' is wrong"]),
    ...(dedup_key.length <= 255 ? [] : ["'dedup_key' is too long"]),
    ...(event_action !== 'resolve' || dedup_key !== '' ? [] : ["'dedup_key' is missing"]),
    ...(event_action !== 'trigger' ? [] : payloadErrors(payload)),
    ...(body.length <= 512 * 1_024 ? [] : ['too large']),
  ];
  if (path !== '/v2/enqueue') return [404, ''];
  if (errors.length > 0) return [400, { status: 'invalid event', message: 'invalid', errors }];
  return [202, { status: 'success', message: 'Event processed', dedup_key }];
}

function payloadErrors({ summary = '', source = '', severity, timestamp }: Record<string, string>) {
  return [
    ...(summary !== '' && summary.length <= 1_024 ? [] : ["'payload.summary' is wrong"]),
    ...(source === '' ? ["'payload.source' is missing"] : []),
    ...(['critical', 'error', 'warning', 'info'].includes(severity ?? '') ? [] : ["'severity'"]),
    ...(Number.isNaN(Date.parse(timestamp ?? '')) ? ["'timestamp'"] : []),
  ];
}

/** A workflow checks the signature in its URL and the form of its trigger, and posts later. */
function teams({ path, body }: Seen): Answer {
  if (!path.includes('sig=signature')) {
    return [401, { error: { code: 'DirectApiAuthorizationRequired' } }];
  }
  if (Buffer.byteLength(body) > 28 * 1_024)
    return [413, { error: { code: 'RequestEntityTooLarge' } }];
  const { type, attachments } = JSON.parse(body);
  const [{ contentType, content }] = attachments;
  const isCard =
    type === 'message' &&
    contentType === 'application/vnd.microsoft.card.adaptive' &&
    content.type === 'AdaptiveCard' &&
    Number(content.version) <= 1.5;
  return isCard ? [202, ''] : [400, { error: { code: 'TriggerInputSchemaMismatch' } }];
}

/** Any receiver with a library of the standard. */
function webhook({ headers, body }: Seen): Answer {
  try {
    new Webhook(SIGNING_SECRET).verify(body, headers);
    return [204, ''];
  } catch (error) {
    return [401, (error as Error).message];
  }
}

const SERVICES = {
  discord: { serve: discord, secretAt: (url: string) => `${url}/api/webhooks/1/token` },
  pagerduty: { serve: pagerduty, secretAt: (url: string) => `${url} ${ROUTING_KEY}` },
  teams: { serve: teams, secretAt: (url: string) => `${url}/invoke?api-version=1&sig=signature` },
  webhook: { serve: webhook, secretAt: (url: string) => `${url}/alerts ${SIGNING_SECRET}` },
} satisfies Record<Exclude<ChannelType, 'slack'>, unknown>;

export async function startChannelStandIn(type: ChannelType): Promise<ChannelStandIn> {
  if (type === 'slack') {
    const { url, messages, close } = await startSlackStandIn();
    return { secret: url, accepted: messages, close };
  }
  const { serve, secretAt } = SERVICES[type];
  const accepted: unknown[] = [];
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    const { url: path = '', headers } = request;
    let answer: Answer;
    try {
      answer = serve({ path, headers: headers as Record<string, string>, body });
    } catch (error) {
      answer = [400, String(error)];
    }
    const [status, said] = answer;
    if (status < 300) accepted.push(JSON.parse(body));
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(status === 204 ? undefined : JSON.stringify(said));
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    secret: secretAt(`http://127.0.0.1:${port}`),
    accepted,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
