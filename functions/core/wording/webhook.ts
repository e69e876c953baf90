import { TOP_UP_URL } from '../upcoming/purchase.ts';

/**
 * What to do about an endpoint that the vendor has paused. Its API cannot switch one on again; the page for that
 * is the one on which credits are bought.
 */
export const WEBHOOK_PAUSED_TEXT = `SmartlyQ has paused the webhook: alerts wait for the next poll. Switch it on at ${TOP_UP_URL} and try it with setup webhook`;
