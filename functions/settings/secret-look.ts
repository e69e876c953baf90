/** What a pasted secret looks like. Too wide on purpose: a false alarm costs a rename, a miss costs a key. */
const API_KEY = /sqk_\w/i;
const WEBHOOK_SECRET = /whsec_\w/i;
const URL_OF_ANY_KIND = /https?:\/\/|hooks\.slack/i;
const SECRET_PARTS = /\S*(?:sqk_\w|whsec_\w|https?:\/\/|hooks\.slack)\S*/gi;

export type SecretKind = 'an API key' | "a webhook's signing secret" | 'a webhook URL';

/** What the text seems to be, or undefined when it is harmless. */
export function secretKindOf(text: string): SecretKind | undefined {
  if (API_KEY.test(text)) return 'an API key';
  if (WEBHOOK_SECRET.test(text)) return "a webhook's signing secret";
  if (URL_OF_ANY_KIND.test(text)) return 'a webhook URL';
  return undefined;
}

export function withoutSecrets(text: string): string {
  return text.replace(SECRET_PARTS, '(not shown)');
}
