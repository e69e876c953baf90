import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { html, typed } from '../../../../functions/report/page/html.ts';

describe('markup', () => {
  it('takes text for text, in content and in attributes', () => {
    const name = `<img src=x onerror="alert('1')"> & co`;
    expect(html`<p title="${name}">${name}</p>`.markup).toBe(
      '<p title="&lt;img src=x onerror=&quot;alert(&#39;1&#39;)&quot;&gt; &amp; co">&lt;img src=x onerror=&quot;alert(&#39;1&#39;)&quot;&gt; &amp; co</p>',
    );
  });

  it('takes markup for markup, alone or in lists, and nothing for nothing', () => {
    const items = ['a', '<b>'].map((one) => html`<li>${one}</li>`);
    expect(html`<ul>${items}</ul>${undefined}`.markup).toBe(
      '<ul><li>a</li><li>&lt;b&gt;</li></ul>',
    );
  });

  it('lets no text open a tag, close an attribute or hide a control character', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const { markup } = typed(text);
        const inner = markup.slice('<bdi>'.length, -'</bdi>'.length);
        expect(inner).not.toMatch(/[<>"']|\p{Cc}/u);
        expect(inner).not.toMatch(/&(?!(amp|lt|gt|quot|#39);)/);
      }),
    );
  });
});
