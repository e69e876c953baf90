import type { SendOutcome } from '../../../core/alert/delivery.ts';
import type { SlackMessage } from '../../../core/wording/message.ts';
import { CHART_BLOCK } from '../../../core/wording/slack-chart.ts';
import { SETUP, SecretMissingError, type SecretSource } from '../../aws/secret-source.ts';
import {
  isRedirect,
  type OutgoingAnswer,
  OutgoingRequestError,
  request,
} from '../../http/outgoing-request.ts';
import { OutgoingUrlError, outgoingUrl } from '../../http/outgoing-url.ts';
import { outsideText } from '../../http/outside-text.ts';
import { retryAfterMs, withRetries } from '../../http/retry-timing.ts';

// Not @slack/webhook: it brings axios and 4.4 ms of cold start for one POST.

export interface SlackWebhookOptions {
  /** `https://hooks.slack.com/services/…`: whoever knows it can post, so it never leaves this file. */
  readonly url: SecretSource;
  /** As the settings name the destination. */
  readonly name: string;
  /** Local mode and tests: a stand-in on this machine is allowed. @default false */
  readonly allowLoopback?: boolean;
  /** For one attempt, milliseconds. @default 5 000 */
  readonly timeoutMs?: number;
  /** For one message, attempts and pauses together, milliseconds. @default 15 000 */
  readonly totalTimeoutMs?: number;
  readonly sleep?: (ms: number) => Promise<void>;
  /** In [0, 1). */
  readonly random?: () => number;
}

export interface SlackWebhook {
  readonly name: string;
  /**
   * Never throws, and no outcome holds the URL.
   * @param maySend asked right before each request leaves. @default always
   */
  send(message: SlackMessage, maySend?: () => boolean): Promise<SendOutcome>;
}

const TOO_LATE = { state: 'failed', reason: 'no time was left to send it', arrived: 'no' } as const;
/** Slack takes one message a second; it usually says so itself in `Retry-After`. */
const USUAL_PAUSE_MS = 1_000;

/** Posts to one Slack incoming webhook. */
export function createSlackWebhook(options: SlackWebhookOptions): SlackWebhook {
  const { url: source, name, allowLoopback = false, sleep, random } = options;
  const { timeoutMs = 5_000, totalTimeoutMs = 15_000 } = options;
  const rule = { what: 'the stored webhook URL', host: 'hooks.slack.com', allowLoopback };

  async function post(
    stored: string,
    body: string,
    time: { leftMs: number },
    maySend: () => boolean,
  ): Promise<SendOutcome> {
    const url = outgoingUrl(stored, rule);
    if (!maySend()) return TOO_LATE;
    return withRetries<SendOutcome>((limitMs) => once(url, body, limitMs, maySend), {
      time,
      attemptTimeoutMs: timeoutMs,
      // Only "later, please" is tried again here; any other failure is for the outbox, which marks repeats.
      retryAfterMs: (outcome) => (outcome.state === 'failed' ? outcome.retryAfterMs : undefined),
      mayRetry: maySend,
      sleep,
      random,
    });
  }

  async function send(
    message: SlackMessage,
    maySend: () => boolean = () => true,
  ): Promise<SendOutcome> {
    const time = { leftMs: totalTimeoutMs };
    try {
      let body = bodyOf(message);
      const stored = await source.read();
      let outcome = await post(stored, body, time, maySend);
      // Not every workspace's webhooks take charts. Nothing is remembered of it: one day they will.
      if (isBlockRefusal(outcome) && message.blocks.some(isChart)) {
        body = bodyOf({ ...message, blocks: message.blocks.filter((block) => !isChart(block)) });
        outcome = await post(stored, body, time, maySend);
      }
      if (outcome.state !== 'refused') return outcome;
      // The URL may have been replaced since it was cached: look again before giving the message up.
      const fresh = await source.read({ fresh: true }).catch(() => stored);
      return fresh === stored ? outcome : await post(fresh, body, time, maySend);
    } catch (error) {
      return { state: 'failed', reason: whyUnsent(error, source.remedy ?? SETUP), arrived: 'no' };
    }
  }

  return { name, send };
}

/** Links are not opened by Slack to show what is behind them. */
function bodyOf({ text, blocks }: SlackMessage): string {
  return JSON.stringify({ text, blocks, unfurl_links: false, unfurl_media: false });
}

function isChart({ type }: Readonly<Record<string, unknown>>): boolean {
  return type === CHART_BLOCK;
}

function isBlockRefusal(outcome: SendOutcome): boolean {
  return (
    outcome.state === 'refused' && outcome.reason.startsWith('Slack answered 400 invalid_blocks')
  );
}

async function once(
  url: URL,
  body: string,
  timeoutMs: number,
  maySend: () => boolean,
): Promise<SendOutcome> {
  const headers = {
    'content-type': 'application/json; charset=utf-8',
    'user-agent': 'smartlyq-runway',
    // A kept connection goes stale while the function is frozen; its reset would look like a lost answer.
    connection: 'close',
  };
  try {
    const answer = await request({ url, method: 'POST', headers, body, timeoutMs, maySend });
    return outcomeOf(answer, url);
  } catch (error) {
    if (!(error instanceof OutgoingRequestError)) throw error;
    if (error.fault === 'too-late') return TOO_LATE;
    const arrived = error.fault === 'not-connected' ? 'no' : 'unknown';
    return { state: 'failed', reason: `Slack cannot be reached: ${error.message}`, arrived };
  }
}

/** The status decides; the body is Slack's word for it ("no_service") and may be cut or missing. */
function outcomeOf(answer: OutgoingAnswer, url: URL): SendOutcome {
  const { status, headers } = answer;
  if (status >= 200 && status < 300) return { state: 'accepted' };
  const word = outsideText(answer.text, [url.href, url.pathname]);
  const reason = `Slack answered ${status}${word === '' ? '' : ` ${word}`}`;
  if (status === 429) {
    const askedMs = retryAfterMs(headers.get('retry-after'), Date.now());
    return { state: 'failed', reason, arrived: 'no', retryAfterMs: askedMs ?? USUAL_PAUSE_MS };
  }
  if (isRedirect(status)) {
    return {
      state: 'failed',
      reason: `${reason}, a redirect, which is never followed`,
      arrived: 'no',
    };
  }
  return status < 500 ? { state: 'refused', reason } : { state: 'failed', reason, arrived: 'no' };
}

/** Nothing was sent, and storing a right URL heals it: that is a failure, not a refusal. */
function whyUnsent(error: unknown, remedy: string): string {
  if (error instanceof SecretMissingError) {
    return `no webhook URL stored: run setup (looked at ${error.parameter})`;
  }
  const said = error instanceof Error ? outsideText(error.message) : 'not sent';
  return error instanceof OutgoingUrlError ? `${said}: ${remedy}` : said;
}
