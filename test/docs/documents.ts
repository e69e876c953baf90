import { globSync, readFileSync } from 'node:fs';

/** Every document for people, as paths from the repository's root. */
export const DOCUMENTS: readonly string[] = [
  ...['README.md', 'SECURITY.md', 'CONTRIBUTING.md'],
  ...globSync('docs/**/*.md').sort(),
];

export function textOf(document: string): string {
  return readFileSync(document, 'utf8');
}

const FENCED = /^```\w*\n([\s\S]*?)^```$/gm;
const INDENTED = /^ {4}.+$/gm;
const INLINE = /`([^`\n]+)`/g;

/** What is read as text: without code blocks and comments. */
export function proseOf(markdown: string): string {
  return markdown
    .replace(FENCED, '')
    .replace(INDENTED, '')
    .replace(/<!--[\s\S]*?-->/g, '');
}

/** Lines of code blocks, where a line that ends in "\" goes on with the next. */
export function codeLinesOf(markdown: string): string[] {
  const blocks = [...markdown.matchAll(FENCED)].map(([, block = '']) => block);
  const indented = [...markdown.replace(FENCED, '').matchAll(INDENTED)].map(([line]) => line);
  return [...blocks, ...indented].flatMap((block) => block.replace(/\\\n\s*/g, ' ').split('\n'));
}

/** What stands between backticks in the text. */
export function inlineCodeOf(markdown: string): string[] {
  return [...proseOf(markdown).matchAll(INLINE)].map(([, code = '']) => code);
}

/** Every piece of code in a document, one command line each. */
export function codeOf(document: string): string[] {
  const text = textOf(document);
  return [...codeLinesOf(text), ...inlineCodeOf(text)];
}

/** The arguments of each `npm run -s runway -- …` in a document. */
export function runwayArgumentsOf(document: string): string[] {
  return codeOf(document)
    .flatMap((line) => [...line.matchAll(/npm run (?:-s )?runway -- ([^#|&\n]*)/g)])
    .map(([, args = '']) => args.trim());
}

/** The sentences of headings, paragraphs, list items and cells of tables. */
export function sentencesOf(markdown: string): string[] {
  return proseOf(markdown)
    .split(/\n\s*\n|\n(?=\s*[-#|]|\s*\d+\. )/)
    .flatMap((block) => (block.trimStart().startsWith('|') ? block.split('|') : [block]))
    .flatMap((text) => plain(text).split(/(?<=[.!?])\s+/))
    .map((sentence) => sentence.replace(/\s+/g, ' ').trim());
}

/** A token without a letter or a figure, such as "−", is no word. */
export function wordCount(sentence: string): number {
  return sentence.split(' ').filter((token) => /[\p{L}\p{N}]/u.test(token)).length;
}

/** Without the addresses of links, and without the stars that may stand after a full stop. */
function plain(markdown: string): string {
  return markdown.replace(/\]\([^)]*\)/g, ']').replaceAll('**', '');
}
