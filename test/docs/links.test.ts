import { existsSync, globSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { DOCUMENTS, inlineCodeOf, proseOf, textOf } from './documents.ts';

const LINK = /\]\(([^)\s]+)\)/g;
const ELSEWHERE = /^[a-z]+:/;
/** Of code that names a place in the repository. */
const PATH = /^(bench|cli|docs|functions|infra|schemas|simulator|test)\/[\w./*-]*$/;
/** Its table names tests by paths below test/; `security/threat-model` checks them. */
const NAMES_TESTS = ['SECURITY.md'];

/** The anchors that GitHub gives a document's headings. */
function anchorsOf(markdown: string): string[] {
  const seen = new Map<string, number>();
  return [...proseOf(markdown).matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) => {
    const text = heading.replace(/\]\([^)]*\)/g, ']').toLowerCase();
    const anchor = text.replace(/[^\p{L}\p{N} _-]/gu, '').replaceAll(' ', '-');
    const before = seen.get(anchor) ?? 0;
    seen.set(anchor, before + 1);
    return before === 0 ? anchor : `${anchor}-${before}`;
  });
}

function brokenLinksOf(document: string): string[] {
  const links = [...proseOf(textOf(document)).matchAll(LINK)].map(([, link = '']) => link);
  return links
    .filter((link) => !ELSEWHERE.test(link))
    .filter((link) => {
      const [path = '', anchor] = link.split('#');
      const target = path === '' ? document : join(dirname(document), path);
      if (!existsSync(target)) return true;
      return anchor !== undefined && !anchorsOf(textOf(target)).includes(anchor);
    });
}

describe('links', () => {
  it('have anchors as GitHub makes them', () => {
    const text = "# The wallet's page\n\n## Add a `kind`\n\n## Add a `kind`\n";
    expect(anchorsOf(text)).toEqual(['the-wallets-page', 'add-a-kind', 'add-a-kind-1']);
  });

  it.each(DOCUMENTS)('of %s lead to files and headings that are there', (document) => {
    expect(brokenLinksOf(document)).toEqual([]);
  });

  it('lead from the README to every document of docs/', () => {
    const reached = new Set(['README.md']);
    for (const document of reached) {
      for (const [, link = ''] of proseOf(textOf(document)).matchAll(LINK)) {
        const [path = ''] = link.split('#');
        if (!ELSEWHERE.test(link) && path.endsWith('.md'))
          reached.add(join(dirname(document), path));
      }
    }
    expect(DOCUMENTS.filter((document) => !reached.has(document))).toEqual([]);
  });
});

describe('paths in the documents', () => {
  it.each(DOCUMENTS.filter((document) => !NAMES_TESTS.includes(document)))(
    'of %s are there',
    (document) => {
      const paths = inlineCodeOf(textOf(document)).filter((code) => PATH.test(code));
      expect(paths.filter((path) => globSync(path).length === 0)).toEqual([]);
    },
  );
});
