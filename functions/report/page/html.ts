/** Markup that is safe to send: only `html` makes it, and it escapes whatever is not markup already. */
export class Html {
  readonly markup: string;

  constructor(markup: string) {
    this.markup = markup;
  }
}

type Part = Html | readonly Html[] | string | number | undefined;

/** The one place where text becomes HTML: in content and in quoted attributes alike. */
export function html(strings: TemplateStringsArray, ...parts: Part[]): Html {
  return new Html(strings.reduce((all, fixed, at) => `${all}${markupOf(parts[at - 1])}${fixed}`));
}

/** Style, script and numbers of our own making, taken as they are. Never for text from outside. */
export function trusted(markup: string): Html {
  return new Html(markup);
}

/** Typed by people: isolated, so that right-to-left text does not turn the sentence around it. */
export function typed(text: string): Html {
  return html`<bdi>${text}</bdi>`;
}

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function markupOf(part: Part): string {
  if (part === undefined) return '';
  if (part instanceof Html) return part.markup;
  if (typeof part === 'object') return part.map(({ markup }) => markup).join('');
  return escapeHtml(String(part));
}

function escapeHtml(text: string): string {
  // Controls mean nothing on a page; the parser would even turn NUL into another character.
  return text
    .replace(/[\p{Cc}\u2028\u2029]/gu, ' ')
    .replace(/[&<>"']/g, (one) => ESCAPES[one] ?? '');
}
