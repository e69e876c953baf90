import { ALERT_KINDS, type AlertKind } from '../../functions/core/alert/alert.ts';
import { alertId } from '../../functions/core/alert/outbox.ts';
import { makeAlert } from '../../functions/core/decide/make-alert.ts';
import { EXAMPLE_AT_MS } from '../../functions/core/kinds/examples.ts';
import { KINDS } from '../../functions/core/kinds/index.ts';
import { slackMessage } from '../../functions/core/wording/channels/slack.ts';
import type { Message } from '../../functions/core/wording/message.ts';
import { type RenderInput, renderAlert } from '../../functions/core/wording/render.ts';
import { type Format, formatText } from './formats.ts';
import { alertText } from './show.ts';

const TIME_ZONE = 'UTC';

/** What a message has beside its alert where there is a history, and a page to link. */
type Extras = Pick<RenderInput, 'links' | 'past' | 'wallet' | 'isPossibleRepeat'>;

/** What is sent for the example of a kind. */
export function exampleMessage(kind: AlertKind, extras: Partial<Extras> = {}): Message {
  const { reason, facts } = KINDS[kind].example;
  const alert = makeAlert(kind, reason, facts, EXAMPLE_AT_MS);
  return renderAlert({
    alert,
    id: alertId(alert),
    wallet: { id: 'main', name: 'main' },
    timeZone: TIME_ZONE,
    isPossibleRepeat: false,
    ...extras,
  });
}

/** Every kind of alert once, as a person would get it by mail and in Slack, or as one channel is sent it. */
export function allKinds(as?: Format): string[] {
  return ALERT_KINDS.map((kind) => {
    const links = { page: 'https://example.com/page', canSnooze: KINDS[kind].isSnoozable === true };
    if (as !== undefined)
      return formatText(as, EXAMPLE_AT_MS, exampleMessage(kind, { links }), TIME_ZONE);
    const message = exampleMessage(kind);
    return alertText(EXAMPLE_AT_MS, message, slackMessage(message.chat), TIME_ZONE);
  });
}
