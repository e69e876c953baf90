import { PAGE_POLICY, renderNotice } from './page/render-page.ts';

export interface PageAnswer {
  readonly status: 200 | 303 | 400 | 404;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Nobody shall keep, index, frame or pass on what a link has opened. */
const HEADERS: Readonly<Record<string, string>> = {
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy': `${PAGE_POLICY}; frame-ancestors 'none'`,
  'referrer-policy': 'no-referrer',
  'cache-control': 'no-store',
  'x-robots-tag': 'noindex, nofollow, noarchive',
  'x-content-type-options': 'nosniff',
  'strict-transport-security': 'max-age=31536000',
};

/** The one refusal, word for word the same whatever was wrong: forged, expired, another wallet's, or no key stored. */
export const REFUSAL: PageAnswer = {
  status: 404,
  headers: HEADERS,
  body: renderNotice(
    'This link does not open',
    'Links in messages work for seven days. Take one from a newer message, or write the page yourself: npm run -s runway -- report',
  ),
};

export function shown(page: string): PageAnswer {
  return { status: 200, headers: HEADERS, body: page };
}

/** What a person can do about a form that was not accepted. */
export function notAccepted(what: string): PageAnswer {
  return { status: 400, headers: HEADERS, body: renderNotice('Nothing was changed', what) };
}

/** Back to the page, so that reloading it posts nothing again. */
export function backTo(token: string): PageAnswer {
  return { status: 303, headers: { ...HEADERS, location: `?t=${token}` }, body: '' };
}
